package io.batchmon.collector.kit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What a test needs beside the JDK. */
public final class Needed {
  /** The folder of the whole project. */
  public static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  /** This module's folder, with the configurations. */
  public static final Path KIT = PROJECT.resolve("otel-collector");

  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Needed() {}

  /**
   * What the variable names, a file or a folder with one of these programs; else what is under
   * {@code otel-collector/_build}; else what is on the path. Leaves the test out if there is none,
   * and fails it where nothing may be left out.
   */
  public static Path program(String what, String variable, String... names) {
    return find(variable, names)
        .orElseGet(
            () -> {
              leaveOut(what + " (" + variable + ")");
              throw new IllegalStateException();
            });
  }

  /** A file that the build of another module makes. */
  public static Path built(String path) {
    Path file = PROJECT.resolve(path);
    if (!Files.exists(file)) {
      throw new AssertionError(path + " is not built");
    }
    return file;
  }

  /** Leaves the test out and says so once, unless nothing may be left out. */
  public static void leaveOut(String what) {
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("Needed, and not on this machine: " + what);
    }
    if (SAID.add(what)) {
      System.err.println("Left out, not on this machine: " + what);
    }
    abort("not on this machine: " + what);
  }

  private static Optional<Path> find(String variable, String... names) {
    String named = System.getenv(variable);
    if (named != null && Files.isRegularFile(Path.of(named))) {
      return Optional.of(Path.of(named).toAbsolutePath());
    }
    Stream<Path> folders =
        named != null
            ? Stream.of(Path.of(named))
            : Stream.concat(
                Stream.of(KIT.resolve("_build")),
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                    .filter(each -> !each.isEmpty())
                    .map(Path::of));
    return folders
        .flatMap(folder -> Stream.of(names).map(folder::resolve))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(Path::toAbsolutePath);
  }
}
