package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import io.batchmon.job.JobRuns;

/** Called when a handler has an execution run again; noted for the end of its run. */
public final class RescheduleAdvice {
  private RescheduleAdvice() {}

  public static void enter(ExecutionOperations<?> operations, ExecutionComplete complete) {
    if (complete.getResult() == ExecutionComplete.Result.FAILED) {
      JobRuns.note(complete.getExecution(), "rescheduled");
    }
  }
}
