package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import org.jspecify.annotations.Nullable;

/**
 * Called in a worker's thread when it is done with a task and looks for the next, and with what it
 * got; also in a worker that began before its class was woven.
 */
public final class NextTaskAdvice {
  private NextTaskAdvice() {}

  public static void enter(Object pool) {
    Handovers.putDown();
  }

  public static void exit(Object pool, @Nullable Runnable task, @Nullable Throwable thrown) {
    Handovers.takeUp(task);
  }
}
