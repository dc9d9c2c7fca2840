package io.batchmon.collector.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The collector itself, with configurations from {@code otel-collector/config} as they stand: what
 * differs from machine to machine they take from the environment. Its ports stay the same when it
 * is started again.
 */
public final class Collector implements AutoCloseable {
  private final String name;
  private final Path folder;
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final int grpc = Ports.free();
  private final int http = Ports.free();
  private final int health = Ports.free();
  private final int metrics = Ports.free();
  private RunningProcess process;

  private Collector(String name, Path folder) {
    this.name = name;
    this.folder = folder;
    environment.put("COLLECTOR_OTLP_GRPC", "127.0.0.1:" + grpc);
    environment.put("COLLECTOR_OTLP_HTTP", "127.0.0.1:" + http);
    environment.put("COLLECTOR_HEALTH", "127.0.0.1:" + health);
    environment.put("COLLECTOR_METRICS_PORT", Integer.toString(metrics));
    // why: nobody is to ask the machine that the tests run on who it is
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
  }

  /** Leaves the test out where no collector is built. */
  public static Path program() {
    return Needed.program(
        "the collector, which otel-collector/build.sh builds with Go",
        "BATCHMON_TEST_OTELCOL",
        "batchmon-otelcol");
  }

  /**
   * One that is not started yet.
   *
   * @param name what its log is called
   * @param folder where it runs, and writes
   * @param configurations files of {@code otel-collector/config}, or absolute paths; later ones add
   *     to earlier ones
   */
  public static Collector of(String name, Path folder, String... configurations) {
    Collector collector = new Collector(name, folder);
    for (String configuration : configurations) {
      collector.options.add("--config=" + Needed.KIT.resolve("config").resolve(configuration));
    }
    return collector;
  }

  /** A variable of its environment. */
  public Collector env(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Another option of the command line, such as {@code --set=...}. */
  public Collector option(String option) {
    options.add(option);
    return this;
  }

  /** What {@code validate} says; empty if the configuration is good. */
  public String validate() {
    RunningProcess validation = run(name + "-validate", "validate");
    int exitCode = validation.await();
    String said = validation.log();
    return exitCode == 0 ? said : "exit code " + exitCode + ": " + said;
  }

  /** Until its health check is content. */
  public Collector start() {
    process = run(name);
    process.awaitReady(() -> Web.status("http://127.0.0.1:" + health + "/") == 200);
    return this;
  }

  private RunningProcess run(String logName, String... first) {
    List<String> command = new ArrayList<>();
    command.add(program().toString());
    command.addAll(List.of(first));
    command.addAll(options);
    return RunningProcess.start(logName, folder, environment, command);
  }

  /** Where agents send to: {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
  public String otlpHttp() {
    return "http://127.0.0.1:" + http;
  }

  /** Where other collectors send to. */
  public String otlpGrpc() {
    return "127.0.0.1:" + grpc;
  }

  /** Where it tells of itself. */
  public int metricsPort() {
    return metrics;
  }

  public String health() {
    return "http://127.0.0.1:" + health + "/";
  }

  /** One of its own counters, over all its labels; 0 where it has none. */
  public double counter(String counter) throws Exception {
    return counter(counter, "");
  }

  /** The same over those series whose labels contain this text. */
  public double counter(String counter, String labels) throws Exception {
    return Web.text("http://127.0.0.1:" + metrics + "/metrics")
        .lines()
        .filter(
            line ->
                line.startsWith(counter + "{")
                    || line.startsWith(counter + "_total{")
                    || line.startsWith(counter + " "))
        .filter(line -> line.contains(labels))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What it logged that is a warning or worse. */
  public List<String> warnings() {
    return process
        .log()
        .lines()
        .filter(line -> line.contains("\twarn\t") || line.contains("\terror\t"))
        .toList();
  }

  public String log() {
    return process.log();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: what it had only in memory is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM; its exit code. */
  public int terminate() {
    return process.terminate();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
