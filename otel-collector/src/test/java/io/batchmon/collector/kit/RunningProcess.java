package io.batchmon.collector.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test has started; what it prints is kept in a file. It is ended with the JVM of
 * the tests if nobody ends it before.
 */
public final class RunningProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 120;

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread atExit;

  private RunningProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.atExit = new Thread(process::destroyForcibly, "end " + name);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts it in a folder, with these variables and none of ours or of AWS.
   *
   * @param name what the log file is called
   */
  public static RunningProcess start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path log =
          Files.createTempFile(Files.createDirectories(Path.of("target/logs")), name, ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(new ArrayList<>(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(RunningProcess::isOurs);
      builder.environment().putAll(environment);
      return new RunningProcess(name, log, builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isOurs(String variable) {
    return variable.startsWith("BATCHMON_")
        || variable.startsWith("OTEL_")
        || variable.startsWith("AWS_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("JDK_JAVA_OPTIONS");
  }

  /** Waits until it is ready; fails with what it printed if it ends before. */
  public RunningProcess awaitReady(Callable<Boolean> ready) {
    Await.value(
        name + " is ready",
        () -> {
          if (!process.isAlive()) {
            throw new Await.GaveUp(name + " ended: " + process.exitValue() + "\n" + log());
          }
          return ready.call() ? Optional.of(true) : Optional.empty();
        });
    return this;
  }

  /** Waits until it has printed this. */
  public RunningProcess awaitPrinted(String text) {
    return awaitReady(() -> log().contains(text));
  }

  /** Everything that it has printed so far. */
  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for it to end by itself; its exit code. */
  public int await() {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        kill();
        throw new AssertionError(name + " did not end by itself\n" + log());
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** SIGTERM, and waits until it has ended. */
  public int terminate() {
    process.destroy();
    return await();
  }

  /** SIGKILL, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** As {@link #terminate}, but kills what does not end. */
  @Override
  public void close() {
    if (process.isAlive()) {
      try {
        process.destroy();
        if (process.waitFor(20, TimeUnit.SECONDS)) {
          await();
          return;
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      kill();
    }
  }
}
