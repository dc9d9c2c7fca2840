package io.batchmon.instrumentation.executor;

import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;
import java.util.concurrent.FutureTask;

/**
 * Called by a periodic task that has run and is to run again. It is queued before it has left its
 * own {@code run}: what is asked of it there may be what the next run did in another thread.
 */
public final class NextRunAdvice {
  private NextRunAdvice() {}

  public static void enter(FutureTask<?> task) {
    JobRuns.end(JobRuns.open(task), RunResult.succeeded());
  }
}
