package io.batchmon.instrumentation.executor;

import io.batchmon.job.PoolEvents;
import java.util.concurrent.FutureTask;

/** Called when the exception itself is asked for, which JDK 19 made possible. */
public final class ExceptionNowAdvice {
  private ExceptionNowAdvice() {}

  public static void enter(FutureTask<?> task) {
    PoolEvents.failureRead(task);
  }
}
