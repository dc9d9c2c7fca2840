package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Ports;
import io.batchmon.collector.kit.Web;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many JVMs count into one series: what Prometheus is shown is the sum of all. */
class CountingIT {
  private static final int JVMS = 1000;
  @TempDir private static Path folder;

  @Test
  void runsOfJvmsThatEndAtOnceAreAllCountedWhateverTheirClocksSay() throws Exception {
    Collector.program();
    String jobs = "127.0.0.1:" + Ports.free();
    try (Collector collector =
        Collector.of("counting", folder, "base.yaml", "local.yaml")
            .env("COLLECTOR_PROMETHEUS_JOBS", jobs)
            .env("COLLECTOR_PROMETHEUS_INSTANCES", "127.0.0.1:" + Ports.free())
            .start()) {
      ExecutorService pool = Executors.newFixedThreadPool(16);
      try {
        Random random = new Random(42);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
          String body = oneRun(Instant.now().plusSeconds(random.nextInt(200_000) - 100_000));
          answers.add(
              pool.submit(() -> Web.post(collector.otlpHttp() + "/v1/metrics", body).statusCode()));
        }
        for (Future<Integer> answer : answers) {
          assertThat(answer.get()).isEqualTo(200);
        }
      } finally {
        pool.shutdown();
      }

      Await.holds("all of them", () -> assertThat(runs(jobs)).isEqualTo(JVMS));
      assertThat(collector.counter("otelcol_deltatocumulative_datapoints", "error=")).isZero();
    }
  }

  /** What the collector shows to Prometheus: one series. */
  private static double runs(String address) throws Exception {
    List<String> series =
        Web.text("http://" + address + "/metrics")
            .lines()
            .filter(line -> line.startsWith("batch_job_runs_total{"))
            .toList();
    assertThat(series).hasSize(1);
    return Double.parseDouble(series.get(0).substring(series.get(0).lastIndexOf(' ') + 1));
  }

  /** What a main() job sends as it ends. */
  private static String oneRun(Instant end) {
    String nanos = end.getEpochSecond() + "000000000";
    String startNanos = end.getEpochSecond() - 2 + "000000000";
    return """
    {"resourceMetrics": [{
      "resource": {"attributes": [
        {"key": "service.name", "value": {"stringValue": "ledger"}},
        {"key": "service.instance.id", "value": {"stringValue": "%s"}},
        {"key": "deployment.environment.name", "value": {"stringValue": "production"}}]},
      "scopeMetrics": [{"scope": {"name": "io.batchmon", "version": "1"}, "metrics": [{
        "name": "batch.job.runs", "unit": "{run}",
        "sum": {"aggregationTemporality": 1, "isMonotonic": true, "dataPoints": [{
          "attributes": [{"key": "batch.job.name", "value": {"stringValue": "EndOfDay"}}],
          "startTimeUnixNano": "%s", "timeUnixNano": "%s", "asInt": "1"}]}}]}]}]}
    """
        .formatted(UUID.randomUUID(), startNanos, nanos);
  }
}
