package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that are shown while they are open, to X-Ray and to nobody who has not asked for that. */
class InProgressTest {
  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private StandInCollector collector;
  private TelemetryWorker worker;
  private Runs runs;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private void showing(String... after) {
    AgentLog log = AgentLog.to(new PrintStream(said, true, StandardCharsets.UTF_8));
    Settings settings =
        after.length == 0
            ? TestRuns.settings(log, "otel.exporter.otlp.endpoint", collector.endpoint())
            : TestRuns.settings(
                log,
                "otel.exporter.otlp.endpoint",
                collector.endpoint(),
                "batchmon.trace.inprogress",
                after[0]);
    EventQueue queue = new EventQueue(1000);
    worker =
        new TelemetryWorker(
            new OtlpConfig(settings),
            queue,
            new ExchangeQueue(1000),
            log,
            clock,
            Map.of("service.name", "billing (eu)"),
            "test",
            UnaryOperator.identity(),
            null,
            null);
    RunObserver enqueue =
        new RunObserver() {
          @Override
          public void started(ActiveRun run) {
            queue.offerStart(RunEvent.of(RunEvent.Type.STARTED, run));
          }

          @Override
          public void ended(ActiveRun run) {
            queue.offerEnd(RunEvent.of(RunEvent.Type.ENDED, run), run.result().outcome());
          }
        };
    runs =
        new Runs(
            clock,
            List.of(enqueue),
            (observer, failure) -> {
              throw new AssertionError(failure);
            });
  }

  private OpenRun begin(RunKind kind, JobName name) {
    return runs.begin(JobRun.of(kind, name), null, null);
  }

  private OpenRun job() {
    return begin(RunKind.JOB, JobName.of("quartz", "nightly"));
  }

  private void second() {
    clock.tick(1000);
    worker.turn();
  }

  private static Object inProgress(ReceivedSpan span) {
    return span.attributes().get("aws.xray.inprogress");
  }

  @Test
  void openRunIsShownOnceAndThenAsItEnded() {
    showing("10s");
    OpenRun job = job();
    worker.turn();
    clock.tick(9_999);
    worker.turn();
    assertThat(collector.spans()).isEmpty();
    clock.tick(1);
    worker.turn();
    second();
    second();
    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            span -> {
              assertThat(inProgress(span)).isEqualTo(true);
              assertThat(span.name()).isEqualTo("nightly");
              assertThat(span.statusCode()).isEqualTo("UNSET");
              assertThat(span.attributes())
                  .containsEntry("batch.job.name", "nightly")
                  .containsEntry("aws.span.kind", "LOCAL_ROOT")
                  .containsEntry("aws.local.service", "billing eu")
                  .doesNotContainKey("batch.job.outcome");
              assertThat((List<?>) span.attributes().get("aws.xray.annotations"))
                  .asString()
                  .contains("batch.job.name", "batch.job.run.id");
              assertThat(span.endNanos() - span.startNanos()).isEqualTo(10_000_000_000L);
            });
    job.end(RunResult.failed(new IllegalStateException("bad")));
    second();
    ReceivedSpan shown = collector.spans().get(0);
    assertThat(collector.spans()).hasSize(2);
    ReceivedSpan last = collector.spans().get(1);
    assertThat(inProgress(last)).isNull();
    assertThat(last.spanId()).isEqualTo(shown.spanId());
    assertThat(last.traceId()).isEqualTo(shown.traceId());
    assertThat(last.startNanos()).isEqualTo(shown.startNanos());
    assertThat(last.statusCode()).isEqualTo("ERROR");
  }

  @Test
  void stepOfAnOpenJobIsShownBelowIt() {
    showing("2s");
    OpenRun job = job();
    OpenRun step = begin(RunKind.STEP, JobName.of("quartz", "nightly", "copy"));
    worker.turn();
    clock.tick(2000);
    worker.turn();
    second();
    assertThat(collector.spans()).extracting(ReceivedSpan::name).containsExactly("nightly", "copy");
    ReceivedSpan shown = collector.spans().get(1);
    assertThat(inProgress(shown)).isEqualTo(true);
    assertThat(shown.parentSpanId()).isEqualTo(collector.spans().get(0).spanId());
    assertThat(shown.attributes()).doesNotContainKey("aws.span.kind");
    step.end(RunResult.succeeded());
    job.end(RunResult.succeeded());
  }

  @Test
  void shortRunIsSentOnce() {
    showing("0s");
    for (int i = 0; i < 100; i++) {
      job().end(RunResult.succeeded());
    }
    worker.turn();
    second();
    assertThat(collector.spans())
        .hasSize(100)
        .allSatisfy(span -> assertThat(inProgress(span)).isNull())
        .allSatisfy(span -> assertThat(span.statusCode()).isEqualTo("UNSET"));
  }

  @Test
  void nothingIsShownWhereNobodyAskedForIt() {
    for (String setting : new String[] {null, "none", "soon"}) {
      if (setting == null) {
        showing();
      } else {
        showing(setting);
      }
      OpenRun job = job();
      worker.turn();
      clock.tick(3_600_000);
      worker.turn();
      second();
      assertThat(collector.spans()).isEmpty();
      job.end(RunResult.succeeded());
    }
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(
            "batchmon.trace.inprogress=soon is neither none nor a time such as 10s (from test);"
                + " using none");
  }

  @Test
  void namesAreThoseThatXRayTakes() {
    assertThat(SegmentName.of("billing_v2.eu:8080/a%b&c#d=e+f-g@h")).hasSize(34);
    assertThat(SegmentName.of("Zahlläufe 日本")).isEqualTo("Zahlläufe 日本");
    assertThat(SegmentName.of("a*b(c)\t{d}\"\\'$")).isEqualTo("abcd");
    assertThat(SegmentName.of("?!")).isNull();
    assertThat(SegmentName.of("x".repeat(199) + "😀z".repeat(3))).isEqualTo("x".repeat(199) + "z");
  }
}
