package io.batchmon.premain;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * The agent's entry. Whatever fails in here is one line on standard error; the application starts.
 */
public final class Premain {
  private static boolean started;

  private Premain() {}

  /** Called by the JVM, in the main thread, before the application's main class is loaded. */
  public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
    try {
      start(arguments, instrumentation);
    } catch (Throwable failure) {
      warn("did not start, the application runs without it: " + failure);
    }
  }

  /**
   * {@code java -jar batchmon.jar check}: a command, in a JVM of its own.
   *
   * @throws Exception only where the jar is damaged
   */
  public static void main(String[] arguments) throws Exception {
    String version = System.getProperty("java.specification.version", "");
    if (isBefore8(version)) {
      warn("needs Java 8 or newer, this is Java " + version);
      return;
    }
    IsolatedAgent.run(arguments, Premain.class);
  }

  private static void start(@Nullable String arguments, Instrumentation instrumentation)
      throws Exception {
    String version = System.getProperty("java.specification.version", "");
    if (isBefore8(version)) {
      warn("needs Java 8 or newer, this is Java " + version + "; the application runs without it");
      return;
    }
    if (started) {
      warn("is given twice on the command line; the second -javaagent is ignored");
      return;
    }
    started = true;
    String command = System.getProperty("sun.java.command", "");
    if (isTool(command) || IsolatedAgent.isCommand(command, Premain.class)) {
      return;
    }
    IsolatedAgent.start(arguments, instrumentation, Premain.class);
  }

  private static boolean isBefore8(String version) {
    return version.startsWith("1.") && version.compareTo("1.8") < 0;
  }

  // why: JAVA_TOOL_OPTIONS reaches every JVM, and build tools are no batch jobs
  private static boolean isTool(String command) {
    // the launcher of source files is a tool only by its name
    if (command.contains("com.sun.tools.javac.launcher.")) {
      return false;
    }
    return command.startsWith("sun.security.tools.")
        || command.startsWith("com.sun.tools.")
        || command.startsWith("jdk.compiler/")
        || command.startsWith("jdk.jcmd/")
        || command.startsWith("jdk.jartool/")
        || command.startsWith("sun.tools.")
        || command.startsWith("java.base/sun.security.tools.")
        || command.startsWith("org.codehaus.plexus.classworlds.launcher.Launcher")
        || command.startsWith("org.gradle.");
  }

  private static void warn(String message) {
    System.err.println("[batchmon] WARN batchmon " + message);
  }
}
