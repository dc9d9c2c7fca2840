package io.batchmon.instrumentation.elasticjob;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called in Quartz's thread before the error handler is given what the framework or a listener of
 * the application threw.
 */
public final class HandledErrorAdvice {
  private HandledErrorAdvice() {}

  public static void enter(@Nullable Throwable failure) {
    Object firing = JobRuns.noted(Thread.currentThread());
    if (firing instanceof Object[]) {
      ((Object[]) firing)[2] = failure;
    }
  }
}
