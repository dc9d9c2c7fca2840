package io.batchmon.collector.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jaeger itself, as {@code config/jaeger.yaml} says. */
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
    return start(folder, Ports.free());
  }

  /** The same, on the port that a collector was told of before. */
  public static Jaeger start(Path folder, int otlp) {
    int query = Ports.free();
    RunningProcess process =
        RunningProcess.start(
            "jaeger",
            folder,
            Map.of(
                // why: it would trace itself
                "OTEL_TRACES_SAMPLER",
                "always_off",
                "JAEGER_OTLP",
                "127.0.0.1:" + otlp,
                "JAEGER_QUERY",
                "127.0.0.1:" + query,
                "JAEGER_QUERY_GRPC",
                "127.0.0.1:" + Ports.free()),
            List.of(
                program().toString(),
                "--config",
                Needed.KIT.resolve("config/jaeger.yaml").toString()));
    process.awaitReady(() -> Web.status("http://127.0.0.1:" + query + "/api/services") == 200);
    return new Jaeger(process, otlp, query);
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
