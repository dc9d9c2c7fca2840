package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import org.jspecify.annotations.Nullable;

/** Called when a task was taken out of a pool's queue again, or was not there. */
public final class RemoveAdvice {
  private RemoveAdvice() {}

  public static void exit(
      Object pool, @Nullable Runnable task, boolean removed, @Nullable Throwable thrown) {
    if (removed) {
      Handovers.takeBack(task);
    }
  }
}
