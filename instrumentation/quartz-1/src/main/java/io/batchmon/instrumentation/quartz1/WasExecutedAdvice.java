package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;
import org.quartz.core.QuartzScheduler;

/** Called in the worker thread when the job has run. What it threw, Quartz has caught. */
public final class WasExecutedAdvice {
  private static final int DEEPEST = 8;

  private WasExecutedAdvice() {}

  public static void enter(
      QuartzScheduler scheduler,
      JobExecutionContext context,
      @Nullable JobExecutionException failure) {
    OpenRun run = JobRuns.open(context);
    if (run != null) {
      JobRuns.end(run, resultOf(run, failure));
    }
  }

  private static RunResult resultOf(OpenRun run, @Nullable JobExecutionException failure) {
    Throwable cause = failure == null ? null : unwrapped(failure);
    // why: a job that was asked to stop may still fail for a reason of its own
    if (run.stopRequested()
        && (cause == null
            || cause instanceof InterruptedException
            || cause instanceof JobExecutionException)) {
      return RunResult.stopped("interrupted");
    }
    if (failure == null || cause == null) {
      return RunResult.succeeded();
    }
    RunResult failed = RunResult.failed(cause);
    return failure.refireImmediately() ? failed.retried() : failed;
  }

  // why: Quartz wraps what a job throws in a JobExecutionException around a SchedulerException
  private static Throwable unwrapped(Throwable failure) {
    Throwable result = failure;
    for (int i = 0; i < DEEPEST && result instanceof SchedulerException; i++) {
      Throwable cause = result.getCause();
      if (cause == null) {
        break;
      }
      result = cause;
    }
    return result;
  }
}
