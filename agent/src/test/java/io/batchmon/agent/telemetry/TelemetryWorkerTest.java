package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.RunObserver;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.Progress;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The telemetry thread's turns, one by one, with a clock that ticks. */
class TelemetryWorkerTest {
  private final TickingClock clock = new TickingClock();
  private StandInCollector collector;
  private EventQueue queue;
  private ExchangeQueue exchanges;
  private TelemetryWorker worker;
  private Runs runs;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    Settings settings =
        TestRuns.settings(
            AgentLog.to(System.err), "otel.exporter.otlp.endpoint", collector.endpoint());
    OtlpConfig config = new OtlpConfig(settings);
    queue = new EventQueue(1000);
    exchanges = new ExchangeQueue(1000);
    worker =
        new TelemetryWorker(
            config,
            queue,
            exchanges,
            AgentLog.to(System.err),
            clock,
            Map.of("service.name", "billing"),
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

  @AfterEach
  void close() {
    collector.close();
  }

  private OpenRun begin() {
    return runs.begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "nightly")), null, null);
  }

  private List<String> events() {
    return collector.events().stream().map(ReceivedEvent::name).toList();
  }

  @Test
  void openRunMakesProgressEveryMinute() {
    OpenRun open = begin();
    worker.turn();
    clock.tick(59_999);
    worker.turn();
    assertThat(events()).containsExactly("batch.job.started");
    clock.tick(1);
    worker.turn();
    clock.tick(1000);
    worker.turn();
    assertThat(events()).containsExactly("batch.job.started", "batch.job.progress");
    clock.tick(60_000);
    worker.turn();
    clock.tick(1000);
    worker.turn();
    assertThat(events())
        .containsExactly("batch.job.started", "batch.job.progress", "batch.job.progress");
    assertThat(collector.events().get(1).attributes()).containsEntry("batch.job.duration", 60.0);
    assertThat(collector.events().get(1).body()).isEqualTo("nightly is running for 60.000 s");
    open.end(RunResult.succeeded());
    clock.tick(120_000);
    worker.turn();
    assertThat(events()).hasSize(4).endsWith("batch.job.finished");
    assertThat(collector.spans())
        .singleElement()
        .satisfies(span -> assertThat(span.statusCode()).isEqualTo("UNSET"));
  }

  @Test
  void progressTellsWhatTheFrameworkHasCounted() {
    AtomicLong written = new AtomicLong(40);
    Progress progress =
        () -> {
          if (written.get() < 0) {
            throw new IllegalStateException("changed while it was read");
          }
          return ItemCounts.of(50, written.get(), 0, 0, 4, 0);
        };
    OpenRun open =
        runs.begin(
            JobRun.builder(RunKind.STEP, JobName.of("spring_batch", "load", "copy"))
                .progress(progress)
                .build(),
            null,
            null);
    worker.turn();
    clock.tick(60_000);
    worker.turn();
    written.set(-1);
    clock.tick(60_000);
    worker.turn();
    clock.tick(1000);
    worker.turn();
    List<ReceivedEvent> told =
        collector.events().stream()
            .filter(event -> event.name().equals("batch.job.progress"))
            .toList();
    assertThat(told).hasSize(2);
    assertThat(told.get(0).attributes())
        .containsEntry("batch.items.read", 50L)
        .containsEntry("batch.items.written", 40L)
        .containsEntry("batch.step.name", "copy");
    assertThat(told.get(1).attributes()).doesNotContainKey("batch.items.read");
    open.end(RunResult.succeeded());
    assertThat(((ActiveRun) open).run().progress()).as("kept beyond the end").isNull();
  }

  @Test
  void eventsThatKeepComingDoNotKeepSpansFromBeingSent() {
    for (int i = 0; i < 600; i++) {
      begin().end(RunResult.succeeded());
    }
    assertThat(worker.turn()).as("more events wait").isTrue();
    assertThat(collector.spans())
        .hasSizeBetween(512, 599)
        .allSatisfy(span -> assertThat(span.statusCode()).isEqualTo("UNSET"));
    assertThat(worker.turn()).isFalse();
  }

  @Test
  void timesAreThoseOfTheRun() {
    OpenRun open = begin();
    long start = clock.currentMillis();
    clock.tick(2345);
    open.end(RunResult.failed("bad", "BAD"));
    clock.tick(9999);
    worker.turn();
    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.startNanos()).isEqualTo(start * 1_000_000);
              assertThat(span.endNanos()).isEqualTo((start + 2345) * 1_000_000);
              assertThat(span.statusCode()).isEqualTo("ERROR");
            });
    assertThat(collector.events().get(1).body()).isEqualTo("nightly failed after 2.345 s: bad");
  }

  @Test
  void metricsLeaveAtTheirIntervalAndOnlyWhatIsNew() {
    begin().end(RunResult.succeeded());
    worker.turn();
    assertThat(collector.metrics()).isEmpty();
    clock.tick(60_000);
    worker.turn();
    assertThat(points("batch.job.runs"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(1));
    clock.tick(60_000);
    worker.turn();
    assertThat(points("batch.job.runs")).hasSize(1);
    assertThat(points("batch.job.last_success")).hasSize(2);
    begin().end(RunResult.succeeded());
    begin().end(RunResult.succeeded());
    clock.tick(60_000);
    worker.turn();
    ReceivedMetric second = points("batch.job.runs").get(1);
    assertThat(second.value()).isEqualTo(2);
    // why: a period in which nothing was counted ends where the next begins
    assertThat(second.startNanos()).isEqualTo(points("batch.job.last_success").get(1).timeNanos());
  }

  @Test
  void collectorThatDoesNotAnswerIsNotAskedBeforeThePauseIsOver() {
    collector.answerStatus(503);
    begin();
    worker.turn();
    assertThat(collector.requests()).isEmpty();
    clock.tick(1000);
    worker.turn();
    assertThat(collector.requests()).hasSize(1);
    clock.tick(999);
    worker.turn();
    assertThat(collector.requests()).hasSize(1);
    clock.tick(1);
    worker.turn();
    assertThat(collector.requests()).hasSize(2);
    collector.answer();
    clock.tick(2000);
    worker.turn();
    assertThat(events()).containsExactly("batch.job.started");
  }

  private List<ReceivedMetric> points(String name) {
    return collector.metrics().stream().filter(point -> point.name().equals(name)).toList();
  }
}
