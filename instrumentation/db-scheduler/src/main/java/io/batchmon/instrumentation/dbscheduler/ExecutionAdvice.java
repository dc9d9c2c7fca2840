package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Called in the thread that runs a task, around all of its execution. */
public final class ExecutionAdvice {
  private ExecutionAdvice() {}

  public static OpenRun enter(Object executor, Execution execution) {
    return JobRuns.begin(
        JobRun.builder(
                RunKind.JOB, JobName.of("db_scheduler", execution.taskInstance.getTaskName()))
            .byScheduler()
            .instanceId(execution.taskInstance.getId())
            .attempt(execution.consecutiveFailures + 1)
            .scheduledMillis(execution.executionTime.toEpochMilli())
            .attribute("batch.job.scheduler.name", execution.pickedBy)
            .build(),
        execution);
  }

  // why: whatever becomes of a task ends its run before, unless there is no such task here
  public static void exit(
      OpenRun run, Object executor, Execution execution, @Nullable Throwable thrown) {
    JobRuns.end(
        run,
        thrown == null
            ? RunResult.rejected("no task of this name", "UNRESOLVED")
            : RunResult.failed(thrown));
  }
}
