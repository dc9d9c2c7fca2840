package io.batchmon.agent.config;

import org.jspecify.annotations.Nullable;

/** The class of the application where Spark's own main class calls that one's. */
public final class SparkMain {
  private static final String SPARK = "org.apache.spark.";
  private static final String OPTION = "--class";

  private SparkMain() {}

  /**
   * What {@code --class} says to {@code spark-submit}, or to the master of an application on YARN.
   *
   * @param command {@code sun.java.command}
   * @return null for any other main class, and where the option is not there
   */
  public static @Nullable String of(String command) {
    if (!command.startsWith(SPARK + "deploy.SparkSubmit ")
        && !command.startsWith(SPARK + "deploy.yarn.ApplicationMaster ")) {
      return null;
    }
    boolean isNext = false;
    int at = 0;
    while (at < command.length()) {
      int space = command.indexOf(' ', at);
      int end = space < 0 ? command.length() : space;
      String word = command.substring(at, end);
      if (isNext) {
        return word;
      }
      if (word.startsWith(OPTION + '=')) {
        return word.substring(OPTION.length() + 1);
      }
      isNext = word.equals(OPTION);
      at = end + 1;
    }
    return null;
  }

  /** Whether it is a class of Spark's own, such as one of its servers, shells or executors. */
  public static boolean isOwn(String className) {
    return className.startsWith(SPARK) && !className.startsWith(SPARK + "examples.");
  }
}
