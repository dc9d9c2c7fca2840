package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerException;
import org.quartz.core.QuartzScheduler;

/** Called when the trigger listeners of the application were asked whether the job may run. */
public final class TriggerFiredAdvice {
  private TriggerFiredAdvice() {}

  public static void exit(
      QuartzScheduler scheduler,
      JobExecutionContext context,
      boolean vetoed,
      @Nullable Throwable thrown) {
    if (thrown != null) {
      // why: a listener of the application that throws here keeps Quartz from running the job
      end(scheduler, context, RunResult.rejected(causeOf(thrown)));
    } else if (vetoed) {
      end(
          scheduler,
          context,
          RunResult.skipped("vetoed by a trigger listener").withStatus("VETOED"));
    }
  }

  private static void end(
      QuartzScheduler scheduler, JobExecutionContext context, RunResult result) {
    JobDetail job = context.getJobDetail();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", job.getGroup(), job.getName()))
            .byScheduler()
            .instanceId(context.getTrigger().getFireInstanceId())
            .attempt(context.getRefireCount() + 1)
            .trigger(context.getTrigger().getName())
            .code(context.getJobDetail().getJobClass().getName(), "execute")
            .attribute("batch.job.scheduler.name", scheduler.getSchedulerName());
    Date scheduled = context.getScheduledFireTime();
    if (scheduled != null) {
      run.scheduledMillis(scheduled.getTime());
    }
    Date next = context.getNextFireTime();
    if (next != null) {
      run.nextMillis(next.getTime());
    }
    JobRuns.end(JobRuns.begin(run.build()), result);
  }

  private static Throwable causeOf(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof SchedulerException && cause != null ? cause : thrown;
  }
}
