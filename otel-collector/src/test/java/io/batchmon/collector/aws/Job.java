package io.batchmon.collector.aws;

import io.batchmon.collector.kit.Needed;
import io.batchmon.collector.kit.RunningProcess;
import io.batchmon.collector.kit.SampleApplication;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of the tests' own class path with the shipped agent, in a JVM of its own. */
final class Job {
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> options = new ArrayList<>();

  private Job(String otlp) {
    environment.putAll(SampleApplication.sendingTo(otlp));
    environment.remove("BATCHMON_ENTRYPOINTS");
    environment.put("BATCHMON_SERVICE_NAME", "billing");
  }

  /** One whose telemetry goes there. */
  static Job sendingTo(String otlp) {
    return new Job(otlp);
  }

  Job env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Job option(String option) {
    options.add(option);
    return this;
  }

  RunningProcess start(Path folder, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + Needed.built("agent/target/batchmon.jar"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return RunningProcess.start(main.getSimpleName(), folder, environment, command);
  }

  // why: what the agent brings along must not be found elsewhere before
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.contains("bootstrap"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
