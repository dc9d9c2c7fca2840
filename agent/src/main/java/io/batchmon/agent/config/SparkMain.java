package io.batchmon.agent.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The class of the application where Spark's own main class calls that one's. */
public final class SparkMain {
  private static final String SPARK = "org.apache.spark.";
  private static final String OPTION = "--class";
  private static final Pattern APPLICATION = Pattern.compile("\\.(?:jar|py|R)$");
  private static final Pattern CLUSTER =
      Pattern.compile(" --deploy-mode[ =]cluster | --conf[ =]spark\\.submit\\.deployMode=cluster ");

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
    // why: this JVM only hands the application over; its driver is another one
    if (command.startsWith(SPARK + "deploy.SparkSubmit ") && CLUSTER.matcher(command).find()) {
      return null;
    }
    boolean isNext = false;
    boolean isValue = false;
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
      if (!isValue && APPLICATION.matcher(word).find()) {
        // why: what follows is for the application
        return null;
      }
      isNext = word.equals(OPTION);
      isValue = word.startsWith("--") && word.indexOf('=') < 0;
      at = end + 1;
    }
    return null;
  }

  /** Whether it is a class of Spark's own, such as one of its servers, shells or executors. */
  public static boolean isOwn(String className) {
    return className.startsWith(SPARK) && !className.startsWith(SPARK + "examples.");
  }
}
