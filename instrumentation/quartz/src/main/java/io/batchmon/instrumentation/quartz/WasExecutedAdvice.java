package io.batchmon.instrumentation.quartz;

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
    if (run.stopRequested()) {
      return RunResult.stopped("interrupted");
    }
    if (failure == null) {
      return RunResult.succeeded();
    }
    RunResult failed = RunResult.failed(unwrapped(failure));
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
