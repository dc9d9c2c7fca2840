package io.batchmon.instrumentation.quartz;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.core.QuartzScheduler;

/** Called by whoever interrupts a job, in that thread: every running execution is meant. */
public final class InterruptJobAdvice {
  private InterruptJobAdvice() {}

  // why: before the call, because the job may have ended when it returns
  public static void enter(QuartzScheduler scheduler, JobKey job) {
    JobRuns.stopRequested(JobName.of("quartz", job.getGroup(), job.getName()), null, true);
  }

  public static void exit(QuartzScheduler scheduler, JobKey job, @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.stopRequested(JobName.of("quartz", job.getGroup(), job.getName()), null, false);
    }
  }
}
