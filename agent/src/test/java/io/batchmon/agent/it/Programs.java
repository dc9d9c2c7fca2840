package io.batchmon.agent.it;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The programs under {@code src/test/programs}: ordinary applications that know nothing of
 * batchmon, compiled for Java 8.
 */
final class Programs {
  static final Path CLASSES = compile();

  private static final List<String> LIBRARIES =
      List.of(
          "h2-",
          "quartz-",
          "slf4j-",
          "spring-",
          "micrometer-",
          "commons-logging-",
          "tomcat-embed-",
          "javax.annotation-api-",
          "okhttp-jvm-",
          "okio-jvm-",
          "kotlin-stdlib-");

  private Programs() {}

  /** The programs as a jar; class-data sharing knows no folders. */
  static Path jar(Path directory) {
    Path jar = directory.resolve("programs.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.list(CLASSES)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
      return jar;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The class path of the programs, Quartz and Spring Batch included. */
  static String classPath() {
    return classPath(LIBRARIES);
  }

  /** The class path of the programs with the libraries whose files begin so, and no others. */
  static String classPath(List<String> libraries) {
    StringBuilder path = new StringBuilder(CLASSES.toString());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String file = Path.of(entry).getFileName().toString();
      if (libraries.stream().anyMatch(file::startsWith)) {
        path.append(File.pathSeparator).append(entry);
      }
    }
    return path.toString();
  }

  private static Path compile() {
    Path target = Path.of("target", "programs").toAbsolutePath();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> sources = Files.walk(Path.of("src", "test", "programs"))) {
      Files.createDirectories(target);
      List<String> options = new ArrayList<>();
      options.addAll(List.of("--release", "8", "-Xlint:-options", "-nowarn"));
      options.addAll(List.of("-cp", System.getProperty("java.class.path")));
      options.addAll(List.of("-d", target.toString()));
      StringWriter output = new StringWriter();
      boolean done =
          compiler
              .getTask(
                  output,
                  null,
                  null,
                  options,
                  null,
                  compiler
                      .getStandardFileManager(null, null, null)
                      .getJavaFileObjectsFromPaths(
                          sources.filter(file -> file.toString().endsWith(".java")).toList()))
              .call();
      if (!done) {
        throw new IllegalStateException(output.toString());
      }
      return target;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
