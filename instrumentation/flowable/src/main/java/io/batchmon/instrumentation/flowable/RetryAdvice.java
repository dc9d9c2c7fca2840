package io.batchmon.instrumentation.flowable;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;

/** Called when a job becomes a timer again; noted for its run, where that is the next attempt. */
public final class RetryAdvice {
  private RetryAdvice() {}

  public static void enter(Object jobs) {
    OpenRun run = JobRuns.current();
    if (run != null) {
      JobRuns.note(run, "retried");
    }
  }
}
