package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Called when a task has thrown, around its failure handler, which may have it run again. */
public final class FailureAdvice {
  private FailureAdvice() {}

  /**
   * The end of the run.
   *
   * @param handledBy the task, or until 6 its failure handler
   */
  public static void exit(
      Object executor,
      Object handledBy,
      Execution execution,
      Throwable cause,
      @Nullable Throwable thrown) {
    RunResult failed = RunResult.failed(cause);
    boolean again = JobRuns.takeNote(execution) != null;
    JobRuns.end(JobRuns.open(execution), again ? failed.retried() : failed);
  }
}
