package io.batchmon.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.collector.kit.Await;
import io.batchmon.collector.kit.Collector;
import io.batchmon.collector.kit.Jaeger;
import io.batchmon.collector.kit.Ports;
import io.batchmon.collector.kit.SampleApplication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job does not wait for who looks at it: its JVM is gone before Jaeger is there. */
class LateBackendIT {
  @TempDir private static Path folder;

  @Test
  void whatJaegerWasNotThereForArrivesWhenItIs() throws Exception {
    Collector.program();
    Jaeger.program();
    int port = Ports.free();
    try (Collector collector =
        Collector.of("late", folder.resolve("collector"), "base.yaml", "local.yaml")
            .env("COLLECTOR_JAEGER", "127.0.0.1:" + port)
            .env("COLLECTOR_ZIPKIN", "http://127.0.0.1:" + Ports.free() + "/api/v2/spans")
            .env("COLLECTOR_PROMETHEUS_JOBS", "127.0.0.1:" + Ports.free())
            .env("COLLECTOR_PROMETHEUS_INSTANCES", "127.0.0.1:" + Ports.free())
            .start()) {
      Map<String, String> environment = SampleApplication.sendingTo(collector.otlpHttp());
      assertThat(SampleApplication.endOfDay(folder, environment, "monday.csv")).isEqualTo(3);
      Await.until("it is tried again", () -> retries(collector).count() >= 2);

      try (Jaeger jaeger = Jaeger.start(folder.resolve("jaeger"), port)) {
        Await.holds(
            "the run",
            () -> {
              List<JsonNode> traces = jaeger.api("/traces?service=end-of-day");
              assertThat(traces).hasSize(1);
              assertThat(traces.get(0).at("/spans/0/operationName").asText()).isEqualTo("EndOfDay");
              assertThat(traces.get(0).toString())
                  .contains(
                      "\"otel.status_description\",\"type\":\"string\",\"value\":\"exit code 3\"");
            });
        assertThat(collector.counter("otelcol_exporter_send_failed_spans", "jaeger")).isZero();
      }
    }
  }

  private static Stream<String> retries(Collector collector) {
    return collector.log().lines().filter(line -> line.contains("Will retry"));
  }
}
