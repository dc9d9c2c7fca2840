package io.batchmon.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts a measured program under one variant and measures it from outside. */
final class Launch {
  static final long LIMIT_SECONDS = 180;

  // why: braces around the parentheses; bash would time inside the subshell, which exec replaces
  private static final String SCRIPT =
      "TIMEFORMAT='"
          + Usage.TIMEFORMAT
          + "'\ntime { ( echo \"PID $BASHPID\" >&2; exec \"$@\" 2>\"$BENCHMARK_STDERR\" ); }\n";

  private final Places places;
  private final Program program;
  private final Variant variant;

  Launch(Places places, Program program, Variant variant) {
    this.places = places;
    this.program = program;
    this.variant = variant;
  }

  /** Runs to the end, with a sink of its own that says yes. */
  Run reporting(String... jvmOptions) throws IOException, InterruptedException, RunFailed {
    try (Sink sink = new Sink()) {
      Run run = run(sink.endpoint(), jvmOptions);
      return new Run(
          run.usage(), run.peakBytes(), run.exitSeconds(), run.output(), sink.received());
    }
  }

  /** Runs to the end; what was received is for the owner of the endpoint to say. */
  Run run(String endpoint, String... jvmOptions)
      throws IOException, InterruptedException, RunFailed {
    List<String> command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "benchmark"));
    command.addAll(command(List.of(jvmOptions), List.of()));
    Process process = builder(command, endpoint).start();
    CompletableFuture<Void> limit =
        CompletableFuture.runAsync(
            () -> kill(process),
            CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
    CompletableFuture<Output> output = CompletableFuture.supplyAsync(() -> Output.of(process));
    Peak peak = null;
    Optional<Usage> usage = Optional.empty();
    long gone = 0;
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("PID ")) {
          peak = Peak.watch(Long.parseLong(line.substring(4).trim()));
        } else if (usage.isEmpty()) {
          usage = Usage.parse(line);
          gone = System.nanoTime();
        }
      }
    }
    int exitCode = process.waitFor();
    limit.cancel(false);
    return checked(exitCode, usage, peak, output.join(), gone);
  }

  /** A process that is measured while it lives: no shell around it, and stdin open. */
  Process idle(String endpoint) throws IOException {
    List<String> command = command(List.of(), List.of("--idle"));
    return builder(command, endpoint).redirectError(stderr().toFile()).start();
  }

  private Run checked(
      int exitCode, Optional<Usage> usage, @Nullable Peak peak, Output output, long gone)
      throws RunFailed {
    if (exitCode != 0 || output.doneNanos() == 0) {
      throw new RunFailed("exit code " + exitCode + ", see " + stderr());
    }
    if (usage.isEmpty() || peak == null || peak.bytes() == 0) {
      throw new RunFailed("not measured: bash's time and /proc are needed");
    }
    double exitSeconds = (gone - output.doneNanos()) / 1e9;
    return new Run(usage.get(), peak.bytes(), exitSeconds, output.lines(), Received.NOTHING);
  }

  private List<String> command(List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(places.java().toString());
    command.addAll(variant.jvmOptions(places));
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(places.classPath(program));
    command.add(program.mainClass());
    command.addAll(program.arguments());
    command.addAll(arguments);
    return command;
  }

  private ProcessBuilder builder(List<String> command, String endpoint) throws IOException {
    Path state = Files.createDirectories(places.state(program));
    Files.createDirectories(stderr().toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("OTEL_")
                    || name.startsWith("BATCHMON_")
                    || name.endsWith("JAVA_OPTIONS")
                    || name.equals("JAVA_TOOL_OPTIONS"));
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    environment.put("OTEL_TRACES_SAMPLER", "always_on");
    environment.put("OTEL_TRACES_EXPORTER", "otlp");
    environment.put("OTEL_METRICS_EXPORTER", "otlp");
    environment.put("OTEL_LOGS_EXPORTER", "otlp");
    environment.put("BATCHMON_STATE_DIR", state.toString());
    environment.put("BENCHMARK_STDERR", stderr().toString());
    return builder;
  }

  private Path stderr() {
    return places.work(program.title() + "-" + variant.option() + ".stderr");
  }

  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
