package io.batchmon.instrumentation.executor;

import io.batchmon.job.PoolEvents;
import java.util.concurrent.FutureTask;

/** Called when a task threw: from here on only its future knows. */
public final class SetExceptionAdvice {
  private SetExceptionAdvice() {}

  public static void enter(FutureTask<?> task, Throwable thrown) {
    PoolEvents.taskFailed(task, thrown);
  }
}
