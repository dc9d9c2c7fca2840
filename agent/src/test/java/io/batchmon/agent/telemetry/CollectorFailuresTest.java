package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the collector does not do its part, while running and on exit. */
class CollectorFailuresTest {
  private static final Duration EXIT = Duration.ofSeconds(2);

  private StandInCollector collector;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private TestRuns with(String... more) {
    String[] settings = new String[more.length + 2];
    settings[0] = "otel.exporter.otlp.endpoint";
    settings[1] = collector.endpoint();
    System.arraycopy(more, 0, settings, 2, more.length);
    return TestRuns.with(settings);
  }

  /** Of a flush that had {@link #EXIT}; generous, since the machine may be busy. */
  private static FlushReport flushWithinLimit(TestRuns test) {
    long before = System.nanoTime();
    test.telemetry.beginFlush();
    FlushReport report = test.flush(EXIT);
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(4000);
    return report;
  }

  @Test
  void refusedConnectionOnExitIsCountedAndSaidInOneLine() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + port;
    TestRuns test =
        TestRuns.with(
            "otel.exporter.otlp.endpoint",
            nobody,
            "otel.bsp.schedule.delay",
            "1h",
            "otel.blrp.schedule.delay",
            "1h");
    test.succeed("one");
    test.succeed("two");
    FlushReport report = flushWithinLimit(test);
    assertThat(report.spans()).isEqualTo(2);
    assertThat(report.events()).isEqualTo(4);
    assertThat(report.metricPoints()).isPositive();
    assertThat(report.isTimedOut()).isFalse();
    assertThat(report.reason()).contains("refused");
    assertThat(test.stderr().lines().filter(line -> line.contains("Lost on exit")))
        .singleElement()
        .asString()
        .contains("2 spans", "4 events", nobody, "refused", "otel.exporter.otlp.endpoint");
  }

  @Test
  void hangingCollectorOnExitCostsNoMoreThanTheDeadline() {
    collector.hang();
    TestRuns test = with();
    test.succeed("one");
    FlushReport report = flushWithinLimit(test);
    assertThat(report.spans()).isEqualTo(1);
    assertThat(report.events()).isEqualTo(2);
    assertThat(report.metricPoints()).isPositive();
    assertThat(test.stderr()).contains("Lost on exit: 1 spans");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void busyCollectorOnExitIsNotAskedAgainAndAgain(int status) {
    collector.answerStatus(status, "60");
    TestRuns test = with("otel.bsp.schedule.delay", "1h", "otel.blrp.schedule.delay", "1h");
    test.succeed("one");
    FlushReport report = flushWithinLimit(test);
    assertThat(report.spans()).isEqualTo(1);
    assertThat(report.reason()).isEqualTo("HTTP status " + status);
    assertThat(collector.requests()).hasSizeLessThanOrEqualTo(6);
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void disconnectingCollectorOnExitLosesWhatItDidNotAnswer() {
    collector.disconnect();
    TestRuns test = with();
    test.succeed("one");
    FlushReport report = flushWithinLimit(test);
    assertThat(report.spans()).isEqualTo(1);
    assertThat(report.isComplete()).isFalse();
  }

  @Test
  void slowCollectorOnExitStillGetsEverything() {
    collector.slow(Duration.ofMillis(150));
    TestRuns test = with();
    test.succeed("one");
    assertThat(test.flush(Duration.ofSeconds(20)).isComplete()).isTrue();
    assertThat(collector.spans()).hasSize(1);
    assertThat(collector.events()).hasSize(2);
    assertThat(test.stderr()).isEmpty();
  }

  @Test
  void secondFlushSendsWhatEndedAfterTheFirst() {
    TestRuns test = with("otel.bsp.schedule.delay", "1h");
    OpenRun open = test.begin("nightly");
    test.telemetry.beginFlush();
    open.end(RunResult.aborted("exit code 3", "exit"));
    test.telemetry.beginFlush();
    assertThat(test.flush().isComplete()).isTrue();
    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.statusCode()).isEqualTo("ERROR");
              assertThat(span.statusMessage()).isEqualTo("exit code 3");
              assertThat(span.attributes())
                  .containsEntry("batch.job.outcome", "aborted")
                  .containsEntry("error.type", "exit");
            });
  }

  @Test
  void whatABusyCollectorRefusedIsSentAgain() {
    collector.answerStatus(503);
    TestRuns test = with("otel.bsp.schedule.delay", "10ms", "otel.blrp.schedule.delay", "10ms");
    test.succeed("one");
    collector.awaitRequest(request -> request.path().equals("/v1/traces"), TestRuns.LIMIT);
    collector.awaitRequest(request -> request.path().equals("/v1/logs"), TestRuns.LIMIT);
    collector.answer();
    collector.awaitSpan(span -> span.name().equals("billing.one"), TestRuns.LIMIT);
    collector.awaitEvent(event -> event.name().equals("batch.job.finished"), TestRuns.LIMIT);
    assertThat(test.flush().isComplete()).isTrue();
    assertThat(collector.spans()).hasSize(1);
    ReceivedMetric failures =
        collector.awaitMetric(
            point ->
                point.name().equals("batchmon.export.failures")
                    && "traces".equals(point.attributes().get("batchmon.signal")),
            TestRuns.LIMIT);
    assertThat(failures.attributes()).containsEntry("batchmon.reason", "503");
    assertThat(test.stderr().lines().filter(line -> line.contains("cannot be sent"))).hasSize(1);
  }

  @Test
  void whatACollectorRefusesForGoodIsDroppedAndCounted() {
    collector.answerStatus(400);
    TestRuns test = with("otel.bsp.schedule.delay", "10ms", "otel.blrp.schedule.delay", "10ms");
    test.succeed("one");
    collector.awaitRequest(request -> request.path().equals("/v1/traces"), TestRuns.LIMIT);
    collector.awaitRequest(request -> request.path().equals("/v1/logs"), TestRuns.LIMIT);
    collector.answer();
    FlushReport report = test.flush();
    assertThat(report.spans()).isEqualTo(1);
    ReceivedMetric dropped =
        collector.awaitMetric(
            point ->
                point.name().equals("batchmon.telemetry.dropped")
                    && "traces".equals(point.attributes().get("batchmon.signal")),
            TestRuns.LIMIT);
    assertThat(dropped.value()).isEqualTo(1);
    assertThat(dropped.attributes()).containsEntry("batchmon.reason", "400");
  }

  @Test
  void failedMetricsAreAddedToTheNext() {
    collector.answerStatus(503);
    TestRuns test =
        with(
            "otel.metric.export.interval",
            "20ms",
            "otel.bsp.schedule.delay",
            "20ms",
            "otel.blrp.schedule.delay",
            "20ms");
    test.succeed("one");
    collector.awaitRequest(
        request -> request.path().equals("/v1/metrics") && request.items() > 0, TestRuns.LIMIT);
    test.succeed("one");
    collector.answer();
    assertThat(test.flush().isComplete()).isTrue();
    double runs =
        collector.metrics().stream()
            .filter(point -> point.name().equals("batch.job.runs"))
            .mapToDouble(ReceivedMetric::value)
            .sum();
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void overflowLosesSpansButNoCounts() {
    collector.hang();
    TestRuns test =
        with(
            "otel.bsp.max.queue.size", "10",
            "otel.bsp.schedule.delay", "10ms",
            "otel.exporter.otlp.timeout", "100s");
    test.succeed("first");
    collector.awaitRequest(request -> true, TestRuns.LIMIT);
    for (int i = 0; i < 100; i++) {
      test.succeed("job");
    }
    // why: closing the hanging collector ends the request under way; another takes its place
    int port = collector.port();
    collector.close();
    try (StandInCollector again = StandInCollector.start(port)) {
      FlushReport report = test.flush();
      assertThat(report.spans()).isBetween(80L, 100L);
      double runs =
          again.metrics().stream()
              .filter(point -> point.name().equals("batch.job.runs"))
              .mapToDouble(ReceivedMetric::value)
              .sum();
      assertThat(runs).isEqualTo(101);
      assertThat(again.metrics())
          .anySatisfy(
              point -> {
                assertThat(point.name()).isEqualTo("batch.job.runs");
                assertThat(point.attributes())
                    .containsEntry("otel.metric.overflow", true)
                    .containsEntry("batch.job.outcome", "succeeded");
              })
          .anySatisfy(
              point -> {
                assertThat(point.name()).isEqualTo("batchmon.telemetry.dropped");
                assertThat(point.attributes())
                    .containsEntry("batchmon.signal", "traces")
                    .containsEntry("batchmon.reason", "queue_full");
              });
    } catch (IOException taken) {
      throw new AssertionError(taken);
    }
  }

  @Test
  void cardinalityBeyondTheLimitIsOneVisiblePoint() {
    TestRuns test = with("otel.java.metrics.cardinality.limit", "4");
    for (int i = 0; i < 10; i++) {
      test.succeed("job" + i);
    }
    test.flush();
    assertThat(collector.metrics())
        .filteredOn(point -> point.name().equals("batch.job.runs"))
        .hasSize(4)
        .anySatisfy(
            point -> {
              assertThat(point.attributes())
                  .containsOnly(
                      org.assertj.core.api.Assertions.entry("otel.metric.overflow", true));
              assertThat(point.value()).isEqualTo(7);
            });
    assertThat(collector.metrics())
        .filteredOn(point -> point.name().equals("batch.job.duration"))
        .hasSize(4);
  }

  @Test
  void nothingToSendSendsNothing() {
    TestRuns test = with();
    assertThat(test.flush().isComplete()).isTrue();
    assertThat(collector.requests()).isEmpty();
    TestRuns disabled = with("otel.sdk.disabled", "true");
    disabled.succeed("one");
    assertThat(disabled.flush().isComplete()).isTrue();
    assertThat(collector.requests()).isEmpty();
  }
}
