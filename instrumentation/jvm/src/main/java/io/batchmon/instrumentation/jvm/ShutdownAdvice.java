package io.batchmon.instrumentation.jvm;

import io.batchmon.job.JvmEvents;
import org.jspecify.annotations.Nullable;

/** Called when the last non-daemon thread has ended: before and after the shutdown hooks. */
public final class ShutdownAdvice {
  private ShutdownAdvice() {}

  public static void enter() {
    JvmEvents.exiting(null);
  }

  public static void exit(@Nullable Throwable thrown) {
    JvmEvents.halting(null);
  }
}
