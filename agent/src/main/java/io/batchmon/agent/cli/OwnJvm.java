package io.batchmon.agent.cli;

import java.io.PrintStream;

/** What only a command may touch, whose JVM is its own: standard output and the exit code. */
final class OwnJvm {
  private OwnJvm() {}

  static PrintStream out() {
    return System.out;
  }

  /** Ends the JVM; a good end is left to the JVM itself. */
  static void end(int exitCode) {
    System.out.flush();
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
