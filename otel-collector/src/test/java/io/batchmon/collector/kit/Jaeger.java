package io.batchmon.collector.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jaeger itself, which keeps everything in memory. */
public final class Jaeger implements AutoCloseable {
  private final RunningProcess process;
  private final int otlp;
  private final int query;

  private Jaeger(RunningProcess process, int otlp, int query) {
    this.process = process;
    this.otlp = otlp;
    this.query = query;
  }

  /** Leaves the test out where there is none. */
  public static Path program() {
    return Needed.program("Jaeger", "BATCHMON_TEST_JAEGER", "jaeger");
  }

  /** Once it is ready. */
  public static Jaeger start(Path folder) {
    try {
      Files.createDirectories(folder);
      int otlp = Ports.free();
      int query = Ports.free();
      int health = Ports.free();
      Path file =
          Files.writeString(
              folder.resolve("jaeger.yaml"), configuration(otlp, query, Ports.free(), health));
      RunningProcess process =
          RunningProcess.start(
              "jaeger",
              folder,
              Map.of(),
              List.of(program().toString(), "--config", file.toAbsolutePath().toString()));
      process.awaitReady(() -> Web.status("http://127.0.0.1:" + health + "/status") == 200);
      return new Jaeger(process, otlp, query);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String configuration(int otlp, int query, int queryGrpc, int health) {
    return """
    service:
      extensions: [jaeger_storage, jaeger_query, healthcheckv2]
      pipelines:
        traces:
          receivers: [otlp]
          exporters: [jaeger_storage_exporter]
      telemetry:
        metrics:
          level: none
    extensions:
      healthcheckv2:
        use_v2: true
        http:
          endpoint: 127.0.0.1:%d
      jaeger_query:
        storage:
          traces: memory
        http:
          endpoint: 127.0.0.1:%d
        grpc:
          endpoint: 127.0.0.1:%d
      jaeger_storage:
        backends:
          memory:
            memory:
              max_traces: 100000
    receivers:
      otlp:
        protocols:
          grpc:
            endpoint: 127.0.0.1:%d
    exporters:
      jaeger_storage_exporter:
        trace_storage: memory
    """
        .formatted(health, query, queryGrpc, otlp);
  }

  /** Where collectors send to, over gRPC. */
  public String otlp() {
    return "127.0.0.1:" + otlp;
  }

  public String url() {
    return "http://127.0.0.1:" + query;
  }

  /** What {@code /api/...} returns. */
  public List<JsonNode> api(String path) throws IOException, InterruptedException {
    List<JsonNode> data = new ArrayList<>();
    Web.json(url() + "/api" + path).path("data").forEach(data::add);
    return data;
  }

  @Override
  public void close() {
    process.close();
  }
}
