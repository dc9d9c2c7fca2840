package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;

/** Called when a worker no longer tracks a job: without a verdict on it, somebody stopped it. */
public final class DestroyAdvice {
  private DestroyAdvice() {}

  public static void enter(Object tracker) {
    Object noted = JobRuns.noted(tracker);
    if (noted == null || noted instanceof OpenRun) {
      JobRuns.note(tracker, "stopped");
      JobRuns.end((OpenRun) noted, RunResult.stopped(null));
    }
  }
}
