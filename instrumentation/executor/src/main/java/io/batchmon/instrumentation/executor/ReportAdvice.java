package io.batchmon.instrumentation.executor;

import io.batchmon.job.PoolEvents;
import java.util.concurrent.FutureTask;

/** Called by each get of a task that is done. */
public final class ReportAdvice {
  /** {@code FutureTask.EXCEPTIONAL}, in JDK 8 to 25. */
  private static final int EXCEPTIONAL = 3;

  private ReportAdvice() {}

  public static void enter(FutureTask<?> task, int state) {
    if (state == EXCEPTIONAL) {
      PoolEvents.failureRead(task);
    }
  }
}
