package io.batchmon.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Where the figures come from. */
final class Machine {
  private static final double BUSY = 1.0;

  private Machine() {}

  /** Says so, if something else is using the machine now; empty if nothing is. */
  static String warning() {
    double load = load();
    return load > BUSY
        ? String.format(
            Locale.ROOT,
            "WARNING: this machine is busy (load %.1f before the start): the figures are not to be"
                + " trusted",
            load)
        : "";
  }

  static String describe(Path java) throws IOException {
    return String.format(
        Locale.ROOT,
        "%d cores, %s, %s, load %.1f before the start",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        version(java),
        load());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String version(Path java) throws IOException {
    Process process =
        new ProcessBuilder(java.toString(), "-version").redirectErrorStream(true).start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      return lines.lines().filter(line -> line.contains("Runtime")).findFirst().orElse("a JVM");
    }
  }
}
