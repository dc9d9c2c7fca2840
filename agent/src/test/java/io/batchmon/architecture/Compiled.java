package io.batchmon.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A few lines of Java that break a rule, compiled into a folder of their own. */
final class Compiled {
  private final Path folder;

  private Compiled(Path folder) {
    this.folder = folder;
  }

  /**
   * The classes of these sources.
   *
   * @param sources each with its package and one top-level class
   */
  static Compiled from(Path folder, String... sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files = new ArrayList<>();
    for (String source : sources) {
      Path file = folder.resolve(nameOf(source).replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source));
    }
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of(
                      "--release",
                      "8",
                      "-Xlint:none",
                      "-proc:none",
                      "-classpath",
                      System.getProperty("java.class.path"),
                      "-d",
                      folder.toString()),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new IllegalArgumentException(messages.toString());
      }
    }
    return new Compiled(folder);
  }

  private static String nameOf(String source) {
    int from = source.indexOf("package ") + "package ".length();
    String packageName = source.substring(from, source.indexOf(';', from));
    int name = source.indexOf("class ") + "class ".length();
    return packageName + "." + source.substring(name, source.indexOf(' ', name));
  }

  JavaClasses classes() {
    return new ClassFileImporter().importPath(folder);
  }

  Path folder() {
    return folder;
  }
}
