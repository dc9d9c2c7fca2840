package io.batchmon.agent.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One program in a JVM of its own, with or without the agent. */
final class ForkedJvm {
  static final Path AGENT = Path.of("target", "batchmon.jar").toAbsolutePath();
  private static final long LIMIT_SECONDS = 120;

  private final Jdk jdk;
  private final List<String> options = new ArrayList<>();
  private final List<String> program = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path directory = Path.of("target");

  private ForkedJvm(Jdk jdk) {
    this.jdk = jdk;
  }

  /** What a program did; each character of the outputs is one byte. */
  record Ended(int exitCode, String out, String err, long millis) {}

  static ForkedJvm on(Jdk jdk) {
    // why: what one test leaves open is nothing to another, nor to the user who runs them
    return new ForkedJvm(jdk).env("BATCHMON_STATE_DIR", "none");
  }

  ForkedJvm agent() {
    return agent("");
  }

  /** With what follows {@code batchmon.jar} on the command line, such as {@code =key=value}. */
  ForkedJvm agent(String arguments) {
    options.add("-javaagent:" + AGENT + arguments);
    return this;
  }

  ForkedJvm option(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  ForkedJvm env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ForkedJvm in(Path newDirectory) {
    directory = newDirectory;
    return this;
  }

  ForkedJvm main(String mainClass, String... arguments) {
    program.addAll(List.of("-cp", Programs.classPath(), mainClass));
    program.addAll(List.of(arguments));
    return this;
  }

  /** What comes after the options, as it stands. */
  ForkedJvm command(String... words) {
    program.addAll(List.of(words));
    return this;
  }

  Running start() {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(options);
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(ForkedJvm::isOurs);
    builder.environment().putAll(environment);
    try {
      return new Running(builder.start(), System.nanoTime());
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

  Ended run() {
    return start().await();
  }

  /** A program that has not ended. */
  static final class Running {
    private final Process process;
    private final long startNanos;
    private final CompletableFuture<byte[]> stderr;
    private volatile boolean timedOut;
    private final ByteArrayOutputStream early = new ByteArrayOutputStream();

    private Running(Process process, long startNanos) {
      this.process = process;
      this.startNanos = startNanos;
      this.stderr = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
      // why: its output is read to the end, which a program that hangs never reaches
      process
          .onExit()
          .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
          .exceptionally(
              late -> {
                timedOut = true;
                return process.destroyForcibly();
              });
    }

    private static byte[] read(InputStream in) {
      try {
        return in.readAllBytes();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    /** Waits for the program to print this line. */
    Running awaitLine(String line) {
      String printed = nextLine(line);
      while (!printed.equals(line)) {
        printed = nextLine(line);
      }
      return this;
    }

    /** Waits for the program to print a line that begins so; what follows. */
    String awaitLineFrom(String beginning) {
      String printed = nextLine(beginning);
      while (!printed.startsWith(beginning)) {
        printed = nextLine(beginning);
      }
      return printed.substring(beginning.length());
    }

    private String nextLine(String awaited) {
      StringBuilder text = new StringBuilder();
      try {
        for (int next = process.getInputStream().read(); next >= 0; ) {
          early.write(next);
          if (next == '\n') {
            return text.toString().trim();
          }
          text.append((char) next);
          next = process.getInputStream().read();
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      throw new AssertionError(
          "Ended without printing "
              + awaited
              + "; stderr: "
              + new String(stderr.join(), StandardCharsets.ISO_8859_1));
    }

    /** SIGTERM. */
    Running terminate() {
      // why: destroying the Process itself would close its streams
      process.toHandle().destroy();
      return this;
    }

    /** SIGKILL. */
    Running kill() {
      process.toHandle().destroyForcibly();
      return this;
    }

    long pid() {
      return process.pid();
    }

    Ended await() {
      try {
        byte[] rest = read(process.getInputStream());
        early.writeBytes(rest);
        process.waitFor();
        if (timedOut) {
          throw new AssertionError("The program did not end by itself");
        }
        return new Ended(
            process.exitValue(),
            early.toString(StandardCharsets.ISO_8859_1),
            new String(stderr.join(), StandardCharsets.ISO_8859_1),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
      } catch (InterruptedException failure) {
        throw new AssertionError(failure);
      }
    }
  }
}
