package io.batchmon.instrumentation.elasticjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.quartz.CronTrigger;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;

/**
 * Called in Quartz's thread around a firing. What the other hooks learn of it is kept in an array
 * noted about the thread: the run, the first failure of a shard, one outside of shards, whether any
 * shard ran, and the failure of the shard that is in this thread.
 */
public final class LiteJobAdvice {
  private LiteJobAdvice() {}

  public static OpenRun enter(Object job, JobExecutionContext context) {
    String name = context.getJobDetail().getKey().getName();
    JobRun.Builder run = JobRun.builder(RunKind.JOB, JobName.of("elasticjob", name)).byScheduler();
    Trigger trigger = context.getTrigger();
    run.trigger(trigger.getKey().getName());
    if (trigger instanceof CronTrigger) {
      run.schedule(((CronTrigger) trigger).getCronExpression());
    }
    Date scheduled = context.getScheduledFireTime();
    if (scheduled != null) {
      run.scheduledMillis(scheduled.getTime());
    }
    Date next = context.getNextFireTime();
    if (next != null) {
      run.nextMillis(next.getTime());
    }
    OpenRun open = JobRuns.begin(run.build());
    // why: where Quartz's hook has begun the run, that one is what shards are parts of
    OpenRun whole = JobRuns.current();
    JobRuns.note(Thread.currentThread(), new Object[] {whole, null, null, null, null});
    return open;
  }

  public static void exit(
      OpenRun run, Object job, JobExecutionContext context, @Nullable Throwable thrown) {
    Object noted = JobRuns.takeNote(Thread.currentThread());
    Object[] firing = noted instanceof Object[] ? (Object[]) noted : new Object[5];
    JobRuns.end(run, resultOf(firing, thrown));
  }

  private static RunResult resultOf(Object[] firing, @Nullable Throwable thrown) {
    if (firing[1] instanceof Throwable) {
      return RunResult.failed((Throwable) firing[1]);
    }
    boolean ran = firing[3] != null;
    Throwable failure = firing[2] instanceof Throwable ? (Throwable) firing[2] : thrown;
    if (failure != null) {
      return ran ? RunResult.failed(failure) : RunResult.rejected(failure);
    }
    if (ran) {
      return RunResult.succeeded();
    }
    return RunResult.skipped("no shard to run on this instance");
  }
}
