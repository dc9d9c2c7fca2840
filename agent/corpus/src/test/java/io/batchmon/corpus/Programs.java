package io.batchmon.corpus;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The programs that raise exceptions, in several builds: {@code a} as they are, {@code b} with
 * lines, lambdas and inner classes renumbered, {@code c} like b, for Java 17 and newer libraries.
 */
final class Programs {
  private static final Path SOURCES = Path.of("src/test/programs").toAbsolutePath();
  private static final Path AGENT = Path.of("../target/classes").toAbsolutePath();
  private static final Path NEWER = Path.of("target/newer").toAbsolutePath();
  private static final String MARK = "  // @insert\n";
  private static final String INSERTED =
      "\n".repeat(11)
          + "  static final Runnable ADDED = () -> {};\n"
          + "  static final Object ADDED_TOO = new Object() {};\n\n"
          + "  static final class Added1 {}\n";

  private Programs() {}

  /** The class path of a build, with it compiled. */
  static String compiled(String build, Path work) throws IOException {
    boolean newer = build.equals("c");
    List<Path> sources = sources(build, work.resolve("src-" + build), newer);
    Path classes = Files.createDirectories(work.resolve("classes-" + build));
    String classPath = classes + File.pathSeparator + AGENT + File.pathSeparator + libraries(newer);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release",
              newer ? "17" : "8",
              "-nowarn",
              "-Xlint:none",
              "-proc:none",
              "-cp",
              classPath,
              "-d",
              classes.toString());
      boolean done =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!done) {
        throw new IllegalStateException(said.toString());
      }
    }
    return classPath;
  }

  private static List<Path> sources(String build, Path copies, boolean newer) throws IOException {
    List<Path> written = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String name = SOURCES.relativize(file).toString();
        if (newer && Recording.ONLY_OLDER.stream().anyMatch(name::contains)) {
          continue;
        }
        String text = Files.readString(file);
        Path copy = copies.resolve(name);
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, build.equals("a") ? text : text.replace(MARK, INSERTED));
        written.add(copy);
      }
    }
    return written;
  }

  private static String libraries(boolean newer) {
    List<String> jars = new ArrayList<>();
    List<String> replaced = new ArrayList<>();
    if (newer) {
      try (Stream<Path> files = Files.list(NEWER)) {
        for (Path file : files.sorted().toList()) {
          jars.add(file.toString());
          replaced.add(file.getFileName().toString().replaceFirst("-[0-9].*$", "-"));
        }
      } catch (IOException failure) {
        throw new UncheckedIOException("run by failsafe, after the jars were copied", failure);
      }
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = Path.of(entry).getFileName().toString();
      boolean known = replaced.stream().anyMatch(begin -> name.matches(begin + "[0-9].*"));
      if (name.endsWith(".jar") && !known) {
        jars.add(entry);
      }
    }
    return jars.stream().collect(Collectors.joining(File.pathSeparator));
  }
}
