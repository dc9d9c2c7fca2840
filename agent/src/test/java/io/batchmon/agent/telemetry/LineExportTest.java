package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.LogLines;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedEvent;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines of runs as they arrive at a collector: with their span, redacted, never too many. */
class LineExportTest {
  private final TickingClock clock = new TickingClock();
  private StandInCollector collector;
  private TestRuns test;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    test =
        TestRuns.with(
            clock, Redactor.builtIn(), "otel.exporter.otlp.endpoint", collector.endpoint());
  }

  @AfterEach
  void close() {
    collector.close();
    assertThat(test.failures()).isEmpty();
  }

  private void log(ActiveRun run, int severity, String message, @Nullable Throwable thrown) {
    test.telemetry.logged(
        run,
        LoggedLine.of(
            "logback", clock.currentMillis(), severity, "com.acme.Invoices", message, thrown),
        thrown);
  }

  private List<ReceivedEvent> lines() {
    return collector.events().stream().filter(event -> event.name().isEmpty()).toList();
  }

  @Test
  void lineArrivesWithItsSpanItsJobAndItsException() {
    ActiveRun run = (ActiveRun) test.begin("nightly");
    log(run, LogLines.WARN, "slow", null);
    log(
        run,
        LogLines.ERROR,
        "login failed, password=hunter2secret",
        new IllegalStateException("token=abc123secret456"));
    run.end(RunResult.failed(new IllegalStateException("closed")));
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(lines()).hasSize(2);
    ReceivedEvent warning = lines().get(0);
    assertThat(warning.severity()).isEqualTo("WARN");
    assertThat(warning.body()).isEqualTo("slow");
    assertThat(warning.traceId()).isEqualTo(Hex.of(run.traceIdHigh()) + Hex.of(run.traceIdLow()));
    assertThat(warning.spanId()).isEqualTo(Hex.of(run.spanId()));
    assertThat(warning.timeNanos()).isEqualTo(clock.currentMillis() * 1_000_000);
    assertThat(warning.attributes())
        .containsOnly(
            entry("batch.job.name", "nightly"),
            entry("batch.job.group", "billing"),
            entry("batch.job.run.id", run.runId()),
            entry("thread.name", Thread.currentThread().getName()));
    ReceivedEvent error = lines().get(1);
    assertThat(error.severity()).isEqualTo("ERROR");
    assertThat(error.body()).startsWith("login failed").doesNotContain("hunter2");
    assertThat(error.attributes())
        .containsEntry("exception.type", "java.lang.IllegalStateException")
        .containsKey("exception.stacktrace");
    assertThat(error.attributes().toString()).doesNotContain("abc123secret");
  }

  @Test
  void whatIsTooMuchInASecondIsCounted() {
    ActiveRun run = (ActiveRun) test.begin("nightly");
    for (int i = 0; i < EventQueue.LINES_A_SECOND + 50; i++) {
      log(run, LogLines.ERROR, "failed", null);
    }
    clock.tick(1000);
    log(run, LogLines.ERROR, "in the next second", null);
    run.end(RunResult.succeeded());
    test.flush();

    assertThat(lines()).hasSize(EventQueue.LINES_A_SECOND + 1);
    assertThat(collector.metrics())
        .filteredOn(point -> point.name().equals(TelemetryNames.DROPPED))
        .filteredOn(point -> "too_many_lines".equals(point.attributes().get("batchmon.reason")))
        .extracting(ReceivedMetric::value)
        .containsExactly(50.0);
  }
}
