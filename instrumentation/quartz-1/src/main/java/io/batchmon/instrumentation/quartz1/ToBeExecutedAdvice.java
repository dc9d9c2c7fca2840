package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.CronTrigger;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.core.QuartzScheduler;

/** Called in the worker thread before the job runs; once more for each refire, same context. */
public final class ToBeExecutedAdvice {
  private ToBeExecutedAdvice() {}

  public static OpenRun enter(QuartzScheduler scheduler, JobExecutionContext context) {
    Trigger trigger = context.getTrigger();
    JobDetail job = context.getJobDetail();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("quartz", job.getGroup(), job.getName()))
            .byScheduler()
            .instanceId(context.getTrigger().getFireInstanceId())
            .attempt(context.getRefireCount() + 1)
            .trigger(trigger.getName())
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
    if (trigger instanceof CronTrigger) {
      run.schedule(((CronTrigger) trigger).getCronExpression());
    }
    if (context.isRecovering()) {
      run.attribute("batch.job.recovering", true);
    }
    return JobRuns.begin(run.build(), context);
  }

  public static void exit(
      OpenRun run,
      QuartzScheduler scheduler,
      JobExecutionContext context,
      @Nullable Throwable thrown) {
    // why: a listener of the application that throws here keeps Quartz from running the job
    if (thrown != null) {
      JobRuns.end(run, RunResult.rejected(causeOf(thrown)));
    }
  }

  private static Throwable causeOf(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof SchedulerException && cause != null ? cause : thrown;
  }
}
