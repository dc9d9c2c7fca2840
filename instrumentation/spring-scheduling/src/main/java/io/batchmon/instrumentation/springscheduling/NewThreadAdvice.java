package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.Continuation;
import org.jspecify.annotations.Nullable;

/**
 * Called by a {@code SimpleAsyncTaskExecutor}, which starts a thread for each task. A thread tells
 * nobody whose work it begins, so the task is wrapped, after every decorator of the application.
 */
public final class NewThreadAdvice {
  private NewThreadAdvice() {}

  public static @Nullable Runnable enter(Object executor, @Nullable Runnable task) {
    return Continuation.of(task);
  }
}
