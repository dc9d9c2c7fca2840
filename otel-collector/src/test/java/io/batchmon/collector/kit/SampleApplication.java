package io.batchmon.collector.kit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample application and its main() job with the shipped agent, each in a JVM of its own: the
 * one that runs the tests. What the jobs do is said in {@code sample-app/README.md}.
 */
public final class SampleApplication implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

  private final RunningProcess process;
  private final int port;

  private SampleApplication(RunningProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The variables of an agent that sends to this collector, soon. */
  public static Map<String, String> sendingTo(String otlp) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", otlp);
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "500");
    environment.put("OTEL_BLRP_SCHEDULE_DELAY", "500");
    environment.put("OTEL_METRIC_EXPORT_INTERVAL", "2000");
    environment.put("BATCHMON_ENVIRONMENT", "production");
    environment.put("BATCHMON_STATE_DIR", "none");
    environment.put(
        "BATCHMON_ENTRYPOINTS", "implements com.acme.backoffice.pricing.HouseJob#execute");
    return environment;
  }

  /**
   * The application, once it takes requests.
   *
   * @param properties of Spring, such as {@code cleanup.every=2s}
   */
  public static SampleApplication start(
      Path folder, Map<String, String> environment, String... properties) {
    Path jar = Needed.built("sample-app/target/sample-app.jar");
    List<String> arguments = new ArrayList<>();
    arguments.add("--server.port=0");
    for (String property : properties) {
      arguments.add("--" + property);
    }
    RunningProcess process =
        java("sample-app", folder, environment, jar, arguments.toArray(String[]::new));
    process.awaitPrinted("Started BackofficeApplication");
    Matcher matcher = PORT.matcher(process.log());
    if (!matcher.find()) {
      throw new AssertionError("no port: " + process.log());
    }
    return new SampleApplication(process, Integer.parseInt(matcher.group(1)));
  }

  /** One run of {@code EndOfDay}, as cron starts it; its exit code. */
  public static int endOfDay(Path folder, Map<String, String> environment, String ledger) {
    Path ledgers = Needed.PROJECT.resolve("sample-app/plain-main/ledgers");
    return java(
            "end-of-day",
            folder,
            environment,
            Needed.built("sample-app/plain-main/target/end-of-day.jar"),
            ledgers.resolve(ledger).toString())
        .await();
  }

  /** Any program with the agent. */
  public static RunningProcess java(
      String name, Path folder, Map<String, String> environment, Path jar, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + Needed.built("agent/target/batchmon.jar"));
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    return RunningProcess.start(name, folder, environment, command);
  }

  /** Of a path such as {@code /orders}. */
  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  public String log() {
    return process.log();
  }

  /** Ends it in good order, so that its last words are sent. */
  @Override
  public void close() {
    process.close();
  }
}
