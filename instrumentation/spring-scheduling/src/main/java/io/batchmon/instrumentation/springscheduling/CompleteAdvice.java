package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;

/** Called when the publisher of a {@code @Scheduled} method has nothing more. */
public final class CompleteAdvice {
  private CompleteAdvice() {}

  public static void enter(Object subscriber) {
    JobRuns.end(JobRuns.openInAnyThread(subscriber), RunResult.succeeded());
  }
}
