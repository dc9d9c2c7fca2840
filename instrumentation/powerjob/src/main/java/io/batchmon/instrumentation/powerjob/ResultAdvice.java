package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import tech.powerjob.worker.core.processor.ProcessResult;

/**
 * Called whenever a result is asked whether it is good. The worker asks last, before it retries or
 * ends; what it made of something thrown is not kept instead of that.
 */
public final class ResultAdvice {
  private ResultAdvice() {}

  public static void enter(ProcessResult result) {
    OpenRun run = JobRuns.current();
    if (run != null && !(JobRuns.noted(run) instanceof Throwable)) {
      JobRuns.note(run, result);
    }
  }
}
