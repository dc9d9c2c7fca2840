package io.batchmon.instrumentation.quartz;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Date;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.core.QuartzScheduler;

/** Called when a trigger listener of the application decided that the job shall not run. */
public final class VetoedAdvice {
  private VetoedAdvice() {}

  public static void enter(QuartzScheduler scheduler, JobExecutionContext context) {
    JobKey job = context.getJobDetail().getKey();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", job.getGroup(), job.getName()))
            .instanceId(context.getFireInstanceId())
            .trigger(context.getTrigger().getKey().getName());
    Date scheduled = context.getScheduledFireTime();
    if (scheduled != null) {
      run.scheduledMillis(scheduled.getTime());
    }
    JobRuns.end(
        JobRuns.begin(run.build()),
        RunResult.skipped("vetoed by a trigger listener").withStatus("VETOED"));
  }
}
