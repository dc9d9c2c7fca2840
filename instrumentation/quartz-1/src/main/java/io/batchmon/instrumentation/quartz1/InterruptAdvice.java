package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.SchedulingContext;

/** Called by whoever interrupts a job, in that thread: every running execution is meant. */
public final class InterruptAdvice {
  private InterruptAdvice() {}

  // why: before the call, because the job may have ended when it returns
  public static void enter(
      QuartzScheduler scheduler, SchedulingContext context, String job, String group) {
    JobRuns.stopRequested(JobName.of("quartz", group, job), null, true);
  }

  public static void exit(
      QuartzScheduler scheduler,
      SchedulingContext context,
      String job,
      String group,
      @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.stopRequested(JobName.of("quartz", group, job), null, false);
    }
  }
}
