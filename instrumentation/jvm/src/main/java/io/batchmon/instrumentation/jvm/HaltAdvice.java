package io.batchmon.instrumentation.jvm;

import io.batchmon.job.JvmEvents;

/** Called when all shutdown hooks have run, or for {@code Runtime.halt}, which runs none. */
public final class HaltAdvice {
  private HaltAdvice() {}

  public static void enter(int exitCode) {
    JvmEvents.halting(exitCode);
  }
}
