package io.batchmon.instrumentation.quartz;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.quartz.core.QuartzScheduler;

/** Called by whoever interrupts one execution of a job, in that thread. */
public final class InterruptInstanceAdvice {
  private InterruptInstanceAdvice() {}

  public static void enter(QuartzScheduler scheduler, String fireInstanceId) {
    JobRuns.stopRequested(null, fireInstanceId, true);
  }

  public static void exit(
      QuartzScheduler scheduler, String fireInstanceId, @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.stopRequested(null, fireInstanceId, false);
    }
  }
}
