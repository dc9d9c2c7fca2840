package io.batchmon.agent;

import io.batchmon.agent.config.FlinkMain;
import io.batchmon.agent.config.SparkMain;
import java.io.File;
import java.io.IOException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Which class the JVM was started with, as far as it can be known before that class is loaded. */
final class MainClass {
  private final String name;
  private final String application;

  private MainClass(String name, String application) {
    this.name = name;
    this.application = application;
  }

  private MainClass(String name) {
    this(name, name);
  }

  /**
   * From the properties that the launcher sets.
   *
   * @param command {@code sun.java.command}: the main class, {@code module/class} or the jar, then
   *     the arguments
   * @param classPath {@code java.class.path}, which with {@code -jar} begins with the jar
   * @return null where the JVM was not started by the launcher
   */
  static @Nullable MainClass of(@Nullable String command, @Nullable String classPath) {
    if (command == null || command.isEmpty()) {
      return null;
    }
    // why: compared with the class path first, because the jar's path may contain spaces; Java 8
    // appends the agent's jar to that path
    String first = classPath == null ? "" : firstElement(classPath);
    if (!first.isEmpty() && startsWithWord(command, first)) {
      String name = nameIn(new File(first));
      if (name != null) {
        return new MainClass(name);
      }
    }
    int space = command.indexOf(' ');
    String word = space < 0 ? command : command.substring(0, space);
    String submitted = submitted(command);
    if (submitted != null) {
      return new MainClass(word, submitted);
    }
    if (word.endsWith(".jar")) {
      String name = nameIn(new File(word));
      return name == null ? null : new MainClass(name);
    }
    int slash = word.indexOf('/');
    return new MainClass(slash < 0 ? word : word.substring(slash + 1));
  }

  private static @Nullable String submitted(String command) {
    String spark = SparkMain.of(command);
    if (spark != null) {
      return spark;
    }
    String flink = FlinkMain.of(command);
    return flink == null || !FlinkMain.isJar(flink) ? flink : nameIn(new File(flink));
  }

  private static String firstElement(String classPath) {
    int end = classPath.indexOf(File.pathSeparatorChar);
    return end < 0 ? classPath : classPath.substring(0, end);
  }

  private static boolean startsWithWord(String text, String word) {
    return text.startsWith(word)
        && (text.length() == word.length() || text.charAt(word.length()) == ' ');
  }

  private static @Nullable String nameIn(File file) {
    if (!file.isFile()) {
      return null;
    }
    try (JarFile jar = new JarFile(file, false)) {
      Manifest manifest = jar.getManifest();
      if (manifest == null) {
        return null;
      }
      Attributes attributes = manifest.getMainAttributes();
      // why: Spring Boot's launcher is the Main-Class of its jars, the application's is another
      String start = attributes.getValue("Start-Class");
      return start != null ? start : attributes.getValue(Attributes.Name.MAIN_CLASS);
    } catch (IOException failure) {
      return null;
    }
  }

  /** Binary name. */
  String name() {
    return name;
  }

  /**
   * Binary name of the class that the application is: another one where Spark or Flink calls it.
   */
  String application() {
    return application;
  }

  /** Internal name, with slashes. */
  String internalName() {
    return name.replace('.', '/');
  }

  String simpleName() {
    String simple = application.substring(application.lastIndexOf('.') + 1);
    return simple.substring(simple.lastIndexOf('$') + 1);
  }
}
