package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;

/** Called when the subscription of a {@code @Scheduled} method is cancelled, as its bean goes. */
public final class CancelAdvice {
  private CancelAdvice() {}

  public static void enter(Object subscriber) {
    JobRuns.end(JobRuns.openInAnyThread(subscriber), RunResult.stopped("cancelled"));
  }
}
