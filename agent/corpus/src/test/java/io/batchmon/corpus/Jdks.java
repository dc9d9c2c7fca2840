package io.batchmon.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The Java runtimes that are there: the running one, {@code BATCHMON_JDK_<version>}, and what lies
 * beside the running one.
 */
final class Jdks {
  static final List<Integer> MATRIX = List.of(8, 11, 17, 21, 25);

  private Jdks() {}

  /** By version, the {@code java} command. */
  static Map<Integer, Path> found() {
    Map<Integer, Path> found = new TreeMap<>();
    Path running = Path.of(System.getProperty("java.home"));
    try (Stream<Path> siblings = Files.list(running.toAbsolutePath().getParent())) {
      siblings.sorted().forEach(home -> add(found, home, versionOf(home)));
    } catch (IOException unreadable) {
      found.clear();
    }
    add(found, running, Runtime.version().feature());
    for (int version : MATRIX) {
      String home = System.getenv("BATCHMON_JDK_" + version);
      if (home != null) {
        add(found, Path.of(home), version);
      }
    }
    return found;
  }

  private static void add(Map<Integer, Path> found, Path home, int version) {
    Path java = home.resolve("bin/java");
    if (MATRIX.contains(version) && Files.isExecutable(java)) {
      found.put(version, java);
    }
  }

  private static int versionOf(Path home) {
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          String text = line.substring(line.indexOf('"') + 1).replaceFirst("^1\\.", "");
          return Integer.parseInt(text.replaceFirst("[^0-9].*$", ""));
        }
      }
    } catch (IOException noJdk) {
      return 0;
    }
    return 0;
  }
}
