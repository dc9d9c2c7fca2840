package io.batchmon.agent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Java runtime that the tests can fork. The matrix is what is found: the running JDK, {@code
 * BATCHMON_JDK_<version>}, and what lies beside the running JDK. Versions named in {@code
 * BATCHMON_JDKS_REQUIRED} must be there, otherwise the tests fail; others are left out, which is
 * said.
 */
record Jdk(int version, Path home) {
  private static final List<Integer> MATRIX = List.of(8, 11, 17, 21, 25);
  private static final Map<Integer, Jdk> FOUND = find();

  static Stream<Jdk> all() {
    return FOUND.values().stream();
  }

  static Jdk newest() {
    return FOUND.values().stream().reduce((first, second) -> second).orElseThrow();
  }

  static Jdk running() {
    return FOUND.get(Runtime.version().feature());
  }

  static Optional<Jdk> of(int version) {
    return Optional.ofNullable(FOUND.get(version));
  }

  Path java() {
    return home.resolve("bin/java");
  }

  @Override
  public String toString() {
    return "JDK " + version;
  }

  private static Map<Integer, Jdk> find() {
    Map<Integer, Jdk> found = new TreeMap<>();
    for (Path home : siblingsOfRunning()) {
      versionOf(home).ifPresent(version -> found.putIfAbsent(version, new Jdk(version, home)));
    }
    int running = Runtime.version().feature();
    found.put(running, new Jdk(running, Path.of(System.getProperty("java.home"))));
    for (int version : MATRIX) {
      String home = System.getenv("BATCHMON_JDK_" + version);
      if (home != null) {
        found.put(version, new Jdk(version, Path.of(home)));
      }
    }
    found.keySet().removeIf(version -> !MATRIX.contains(version) && version != running);
    checkRequired(found);
    return found;
  }

  private static void checkRequired(Map<Integer, Jdk> found) {
    List<Integer> missing = new ArrayList<>(MATRIX);
    missing.removeAll(found.keySet());
    String required = System.getenv("BATCHMON_JDKS_REQUIRED");
    if (required != null) {
      for (String version : required.split(",", -1)) {
        if (missing.contains(Integer.valueOf(version.trim()))) {
          throw new IllegalStateException(
              "JDK " + version + " is required; set BATCHMON_JDK_" + version.trim());
        }
      }
    }
    if (!missing.isEmpty()) {
      System.err.println("Left out, not on this machine: JDK " + missing);
    }
  }

  private static List<Path> siblingsOfRunning() {
    Path parent = Path.of(System.getProperty("java.home")).toAbsolutePath().getParent();
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .sorted()
          .toList();
    } catch (IOException failure) {
      return List.of();
    }
  }

  private static Optional<Integer> versionOf(Path home) {
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          String text = line.substring(line.indexOf('"') + 1).replaceFirst("^1\\.", "");
          return Optional.of(Integer.valueOf(text.replaceFirst("[^0-9].*$", "")));
        }
      }
    } catch (IOException failure) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
