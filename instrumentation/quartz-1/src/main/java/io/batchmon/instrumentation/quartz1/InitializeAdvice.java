package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.core.JobRunShell;
import org.quartz.core.QuartzScheduler;
import org.quartz.spi.TriggerFiredBundle;

/** Called in the scheduler's thread before a firing: a job that cannot be created never runs. */
public final class InitializeAdvice {
  private InitializeAdvice() {}

  public static void exit(
      JobRunShell shell,
      QuartzScheduler scheduler,
      TriggerFiredBundle firing,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      return;
    }
    JobDetail job = firing.getJobDetail();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", job.getGroup(), job.getName()))
            .byScheduler()
            .instanceId(firing.getTrigger().getFireInstanceId())
            .trigger(firing.getTrigger().getName())
            .code(firing.getJobDetail().getJobClass().getName(), "execute")
            .attribute("batch.job.scheduler.name", scheduler.getSchedulerName());
    Date scheduled = firing.getScheduledFireTime();
    if (scheduled != null) {
      run.scheduledMillis(scheduled.getTime());
    }
    Date next = firing.getNextFireTime();
    if (next != null) {
      run.nextMillis(next.getTime());
    }
    JobRuns.end(JobRuns.begin(run.build()), RunResult.rejected(thrown));
  }
}
