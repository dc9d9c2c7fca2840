package io.batchmon.instrumentation.executor;

import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Called by a task of a ScheduledThreadPoolExecutor, each time it is run. A periodic one that threw
 * says nothing and is never run again: it is done although it was not cancelled. One that goes on
 * has been ended by {@link NextRunAdvice}.
 */
public final class PeriodicTaskAdvice {
  private PeriodicTaskAdvice() {}

  public static @Nullable OpenRun enter(
      FutureTask<?> task, long period, ScheduledThreadPoolExecutor pool) {
    if (period == 0 || task.isDone() || isRefused(pool)) {
      return null;
    }
    long delay = ((Delayed) task).getDelay(TimeUnit.NANOSECONDS);
    long scheduled = System.currentTimeMillis() + delay / 1_000_000;
    JobRun.Builder run = JdkTasks.run("executor", JdkTasks.behind(task), period);
    if (period > 0) {
      run.nextMillis(scheduled + period / 1_000_000);
    }
    return JobRuns.begin(run.scheduledMillis(scheduled).build(), task);
  }

  // why: after a shutdown the task is called all the same, and cancels itself instead of running
  private static boolean isRefused(ScheduledThreadPoolExecutor pool) {
    return pool.isShutdown() && !pool.getContinueExistingPeriodicTasksAfterShutdownPolicy();
  }

  public static void exit(
      OpenRun run,
      FutureTask<?> task,
      long period,
      ScheduledThreadPoolExecutor pool,
      @Nullable Throwable thrown) {
    if (run != OpenRun.NONE) {
      JobRuns.end(run, thrown == null ? resultOf(task, pool) : RunResult.failed(thrown));
    }
  }

  private static RunResult resultOf(FutureTask<?> task, ScheduledThreadPoolExecutor pool) {
    if (!task.isDone()) {
      return RunResult.succeeded();
    }
    if (task.isCancelled()) {
      // why: an executor that was shut down meanwhile cancels the task after its last run
      return pool.isShutdown()
          ? RunResult.succeeded()
          : RunResult.stopped("the task was cancelled");
    }
    try {
      task.get();
      return RunResult.succeeded();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      RunResult failed = RunResult.failed(cause == null ? failure : cause);
      // why: a schedule that was ended on purpose has not died of this
      return isRefused(pool) ? failed : failed.scheduleDied("");
    } catch (InterruptedException impossible) {
      Thread.currentThread().interrupt();
      return RunResult.failed(impossible).scheduleDied("");
    }
  }
}
