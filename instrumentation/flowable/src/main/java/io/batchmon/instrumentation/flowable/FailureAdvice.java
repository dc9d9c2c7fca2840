package io.batchmon.instrumentation.flowable;

import io.batchmon.job.JobRuns;

/** Called with what a job has thrown, before the next attempt is prepared; noted for its run. */
public final class FailureAdvice {
  private FailureAdvice() {}

  public static void enter(Object runnable, Throwable failure) {
    JobRuns.note(runnable, failure);
  }
}
