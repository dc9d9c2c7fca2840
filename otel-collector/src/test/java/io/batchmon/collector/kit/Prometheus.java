package io.batchmon.collector.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Prometheus itself. */
public final class Prometheus implements AutoCloseable {
  private final RunningProcess process;
  private final int port;

  private Prometheus(RunningProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Leaves the test out where there is none. */
  public static Path program() {
    return Needed.program("Prometheus", "BATCHMON_TEST_PROMETHEUS", "prometheus");
  }

  /** Beside it. */
  public static Path promtool() {
    return Needed.program("promtool", "BATCHMON_TEST_PROMETHEUS", "promtool");
  }

  /** With this configuration, once it is ready. */
  public static Prometheus start(Path folder, String configuration) {
    return start(folder, port -> configuration);
  }

  /** The same with a configuration that names its own port. */
  public static Prometheus start(Path folder, IntFunction<String> configuration) {
    try {
      Files.createDirectories(folder);
      int port = Ports.free();
      Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration.apply(port));
      List<String> command = new ArrayList<>();
      command.add(program().toString());
      command.add("--config.file=" + file.toAbsolutePath());
      command.add("--storage.tsdb.path=" + folder.resolve("data").toAbsolutePath());
      command.add("--web.listen-address=127.0.0.1:" + port);
      command.add("--web.enable-remote-write-receiver");
      command.add("--enable-feature=native-histograms");
      // why: the Debian package looks for its pages beside itself, see .ci/prometheus
      Path home = Path.of(command.get(0)).getParent();
      RunningProcess process = RunningProcess.start("prometheus", home, Map.of(), command);
      process.awaitReady(() -> Web.status("http://127.0.0.1:" + port + "/-/ready") == 200);
      return new Prometheus(process, port);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The series that a query returns now; each has {@code metric} and {@code value}. */
  public List<JsonNode> query(String promql) throws IOException, InterruptedException {
    JsonNode answer = Web.json(url() + "/api/v1/query?query=" + Web.encoded(promql));
    List<JsonNode> series = new ArrayList<>();
    answer.at("/data/result").forEach(series::add);
    return series;
  }

  /** The value of a query that returns one series. */
  public double value(String promql) throws IOException, InterruptedException {
    List<JsonNode> series = query(promql);
    if (series.size() != 1) {
      throw new AssertionError(promql + " returns " + series.size() + " series: " + series);
    }
    return series.get(0).path("value").path(1).asDouble();
  }

  @Override
  public void close() {
    process.close();
  }
}
