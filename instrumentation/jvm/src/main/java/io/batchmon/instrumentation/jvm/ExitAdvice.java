package io.batchmon.instrumentation.jvm;

import io.batchmon.job.JvmEvents;

/** Called before the shutdown hooks run, after {@code System.exit} or for a signal. */
public final class ExitAdvice {
  private ExitAdvice() {}

  public static void enter(int exitCode) {
    JvmEvents.exiting(exitCode);
  }
}
