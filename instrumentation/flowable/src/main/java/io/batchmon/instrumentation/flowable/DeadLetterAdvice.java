package io.batchmon.instrumentation.flowable;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;

/** Called when a job is given up; noted for its run, where it is given up by that. */
public final class DeadLetterAdvice {
  private DeadLetterAdvice() {}

  public static void enter(Object jobs) {
    OpenRun run = JobRuns.current();
    if (run != null) {
      JobRuns.note(run, "dead letter");
    }
  }
}
