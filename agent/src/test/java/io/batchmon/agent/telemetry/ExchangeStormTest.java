package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More requests than anybody can take: no job is lost, and each request is counted. */
class ExchangeStormTest {
  private static final int REQUESTS = 100_000;
  private static final int JOBS = 400;

  @Test
  void jobsArriveAndRequestsAreCounted() throws IOException {
    try (StandInCollector collector = StandInCollector.start()) {
      collector.answerStatus(503);
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      Settings settings =
          TestRuns.settings(
              AgentLog.to(new PrintStream(log, true, StandardCharsets.UTF_8)),
              "otel.exporter.otlp.endpoint",
              collector.endpoint());
      Telemetry telemetry =
          new Telemetry(
              settings,
              settings.log(),
              Clock.SYSTEM,
              text -> text,
              new ResourceAttributes(
                  settings,
                  new Surroundings(
                      Map.of(), new Properties(), new File("/nonexistent"), "http://localhost")));
      Runs runs =
          new Runs(
              Clock.SYSTEM,
              List.of(telemetry),
              (observer, failure) -> {
                throw new AssertionError(failure);
              });
      for (int i = 0; i < REQUESTS; i++) {
        runs.begin(
                JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET"))
                    .attribute("http.request.method", "GET")
                    .build(),
                null,
                null)
            .end(RunResult.succeeded());
        if (i % (REQUESTS / JOBS) == 0) {
          runs.begin(
                  JobRun.builder(RunKind.JOB, JobName.of("quartz", "nightly"))
                      .byScheduler()
                      .build(),
                  null,
                  null)
              .end(RunResult.succeeded());
        }
      }
      collector.answer();
      assertThat(telemetry.flush(TestRuns.LIMIT.toNanos()).isTimedOut()).isFalse();

      assertThat(collector.spans())
          .filteredOn(span -> span.name().equals("nightly"))
          .hasSize(JOBS)
          .allSatisfy(span -> assertThat(span.statusCode()).isEqualTo("UNSET"));
      assertThat(count(collector, "http.server.request.duration")).isEqualTo(REQUESTS);
      assertThat(count(collector, "batch.job.duration")).isEqualTo(JOBS);
      long spans =
          collector.spans().stream().map(ReceivedSpan::kind).filter("SERVER"::equals).count();
      assertThat(spans).isLessThan(REQUESTS);
      double dropped =
          collector.metrics().stream()
              .filter(point -> point.name().equals("batchmon.telemetry.dropped"))
              .filter(point -> "traces".equals(point.attributes().get("batchmon.signal")))
              .mapToDouble(ReceivedMetric::value)
              .sum();
      assertThat(spans + dropped).isEqualTo(REQUESTS);
      assertThat(log.toString(StandardCharsets.UTF_8))
          .contains("Lost: " + (REQUESTS - spans) + " spans")
          .contains("came faster than " + collector.endpoint() + "/v1/traces took them");
    }
  }

  private static long count(StandInCollector collector, String name) {
    return collector.metrics().stream()
        .filter(point -> point.name().equals(name))
        .mapToLong(ReceivedMetric::count)
        .sum();
  }

  @Test
  void refusedDurationsAreToldToThePowerOfTwo() {
    ExchangeQueue queue = new ExchangeQueue(1);
    TickingClock clock = new TickingClock();
    AtomicInteger told = new AtomicInteger();
    Runs runs = new Runs(clock, List.of(), (observer, failure) -> {});
    for (int i = 0; i < 3; i++) {
      ActiveRun run =
          (ActiveRun) runs.begin(JobRun.of(RunKind.REQUEST, JobName.of("http", "GET")), null, null);
      clock.tick(100);
      run.end(RunResult.succeeded());
      queue.offer(run);
    }
    assertThat(queue.size()).isEqualTo(1);
    assertThat(
            queue.takeRefused(
                (requests, seconds, count) -> {
                  assertThat(requests).isTrue();
                  assertThat(seconds).isBetween(0.06, 0.15);
                  assertThat(count).isEqualTo(2);
                  told.incrementAndGet();
                }))
        .isEqualTo(2);
    assertThat(queue.takeRefused((requests, seconds, count) -> told.incrementAndGet())).isZero();
    assertThat(told).hasValue(1);
  }
}
