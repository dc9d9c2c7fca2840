package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import tech.powerjob.worker.core.processor.ProcessResult;
import tech.powerjob.worker.core.processor.TaskContext;

/** Called before each call of the processor: the second one says that the first has failed. */
public final class AttemptAdvice {
  private AttemptAdvice() {}

  public static void enter(@Nullable TaskContext context) {
    Object noted = JobRuns.noted(context);
    if (context == null || !(noted instanceof JobRun.Builder)) {
      return;
    }
    OpenRun before = JobRuns.open(context);
    if (before != null) {
      Object problem = JobRuns.takeNote(before);
      String message = problem instanceof ProcessResult ? ((ProcessResult) problem).getMsg() : null;
      RunResult failed =
          problem instanceof Throwable
              ? RunResult.failed((Throwable) problem)
              : RunResult.failed(
                  message == null || message.isEmpty() ? "the processor says so" : message,
                  "WORKER_PROCESS_FAILED");
      JobRuns.end(before, failed.withStatus("WORKER_PROCESS_FAILED").retried());
    }
    JobRun.Builder run = (JobRun.Builder) noted;
    JobRuns.begin(run.attempt(context.getCurrentRetryTimes() + 1).build(), context);
  }
}
