package io.batchmon.collector.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Zipkin itself, which keeps everything in memory. */
public final class Zipkin implements AutoCloseable {
  private final RunningProcess process;
  private final int port;

  private Zipkin(RunningProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Leaves the test out where there is none. */
  public static Path jar() {
    return Needed.program("Zipkin", "BATCHMON_TEST_ZIPKIN", "zipkin-server.jar");
  }

  /** Once it is ready. */
  public static Zipkin start(Path folder) {
    int port = Ports.free();
    RunningProcess process =
        RunningProcess.start(
            "zipkin",
            folder,
            Map.of(),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar().toString(),
                "--armeria.ports[0].port=" + port,
                "--armeria.ports[0].protocols[0]=http",
                "--armeria.ports[0].ip=127.0.0.1"));
    process.awaitReady(() -> Web.status("http://127.0.0.1:" + port + "/health") == 200);
    return new Zipkin(process, port);
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Of a path below {@code /api/v2}. */
  public JsonNode api(String path) throws IOException, InterruptedException {
    return Web.json(url() + "/api/v2" + path);
  }

  @Override
  public void close() {
    process.close();
  }
}
