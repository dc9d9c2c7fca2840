package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;

/** Called when the publisher of a {@code @Scheduled} method has failed. */
public final class PublisherErrorAdvice {
  private PublisherErrorAdvice() {}

  public static void enter(Object subscriber, Throwable failure) {
    JobRuns.end(JobRuns.openInAnyThread(subscriber), RunResult.failed(failure));
  }
}
