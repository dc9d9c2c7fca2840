package io.batchmon.instrumentation.quartz1;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.core.JobRunShell;

/** Called when a worker thread is done with a firing: no run may be left open. */
public final class RunShellAdvice {
  private RunShellAdvice() {}

  public static void exit(
      JobRunShell shell, @Nullable JobExecutionContext context, @Nullable Throwable thrown) {
    OpenRun run = JobRuns.open(context);
    if (run != null) {
      JobRuns.end(
          run,
          thrown == null
              ? RunResult.rejected("Quartz ended the firing without running the job", "NOT_RUN")
              : RunResult.failed(thrown));
    }
  }
}
