package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Called when a task has returned, around the update of the database. */
public final class CompletionAdvice {
  private CompletionAdvice() {}

  public static void exit(
      Object executor,
      CompletionHandler<?> completion,
      Execution execution,
      @Nullable Throwable thrown) {
    JobRuns.end(JobRuns.open(execution), RunResult.succeeded());
  }
}
