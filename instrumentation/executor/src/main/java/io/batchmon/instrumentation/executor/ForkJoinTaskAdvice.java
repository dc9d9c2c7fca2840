package io.batchmon.instrumentation.executor;

import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Called by a scheduled task of a ForkJoinPool (JDK 25), each time it is run. A periodic one that
 * throws is never run again.
 */
public final class ForkJoinTaskAdvice {
  private ForkJoinTaskAdvice() {}

  public static @Nullable OpenRun enter(
      ScheduledFuture<?> task, long period, @Nullable Runnable runnable) {
    if (period == 0 || runnable == null || task.isDone()) {
      return null;
    }
    long delay = task.getDelay(TimeUnit.NANOSECONDS);
    long scheduled = System.currentTimeMillis() + delay / 1_000_000;
    JobRun.Builder run = JdkTasks.run("executor", runnable, period);
    if (period > 0) {
      run.nextMillis(scheduled + period / 1_000_000);
    }
    return JobRuns.begin(run.scheduledMillis(scheduled).build());
  }

  public static void exit(
      OpenRun run,
      ScheduledFuture<?> task,
      long period,
      @Nullable Runnable runnable,
      @Nullable Throwable thrown) {
    if (task.isCancelled()) {
      JobRuns.end(run, RunResult.stopped("the task was cancelled"));
    } else if (thrown == null) {
      JobRuns.end(run, RunResult.succeeded());
    } else {
      ForkJoinPool pool = ForkJoinTask.getPool();
      RunResult failed = RunResult.failed(thrown);
      // why: a schedule that was ended on purpose has not died of this
      JobRuns.end(run, pool != null && pool.isShutdown() ? failed : failed.scheduleDied(""));
    }
  }
}
