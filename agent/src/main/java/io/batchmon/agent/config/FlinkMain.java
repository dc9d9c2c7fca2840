package io.batchmon.agent.config;

import org.jspecify.annotations.Nullable;

/** The application where the JVM was started by {@code flink run}, which calls its main. */
public final class FlinkMain {
  private static final String RUN = "org.apache.flink.client.cli.CliFrontend run ";
  private static final String JAR = ".jar";

  private FlinkMain() {}

  /**
   * The class that {@code -c} names, else the path of the jar whose manifest does.
   *
   * @param command {@code sun.java.command}
   * @return null for any other main class, for what only gives a jar to a cluster that calls its
   *     main, and where there is no jar
   */
  public static @Nullable String of(String command) {
    if (!command.startsWith(RUN)) {
      return null;
    }
    String named = null;
    String option = "";
    int at = RUN.length();
    while (at < command.length()) {
      int space = command.indexOf(' ', at);
      int end = space < 0 ? command.length() : space;
      String word = command.substring(at, end);
      if (option.equals("-c") || option.equals("--class")) {
        named = word;
      } else if (word.startsWith("--class=")) {
        named = word.substring("--class=".length());
      } else if (isTarget(option, word) && word.endsWith("-application")) {
        return null;
      } else if (isJar(word) && !isPath(option)) {
        // why: what follows is for the application
        return named == null ? word : named;
      }
      option = word;
      at = end + 1;
    }
    return named;
  }

  /** Whether it is the path of a jar, not a class. */
  public static boolean isJar(String application) {
    return application.endsWith(JAR);
  }

  private static boolean isTarget(String option, String word) {
    return option.equals("-t")
        || option.equals("--target")
        || word.startsWith("--target=")
        || word.startsWith("-Dexecution.target=");
  }

  private static boolean isPath(String option) {
    return option.equals("-C") || option.equals("--classpath");
  }
}
