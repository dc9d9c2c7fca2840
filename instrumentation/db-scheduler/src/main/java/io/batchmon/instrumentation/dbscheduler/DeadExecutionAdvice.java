package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Called when an execution is told to have failed. Without a cause it is dead: another scheduler
 * had begun it and has not been heard of since.
 */
public final class DeadExecutionAdvice {
  private DeadExecutionAdvice() {}

  public static void enter(
      Execution execution, Instant started, Instant done, @Nullable Throwable cause) {
    if (cause != null) {
      return;
    }
    JobRuns.end(
        JobRuns.begin(
            JobRun.builder(
                    RunKind.JOB, JobName.of("db_scheduler", execution.taskInstance.getTaskName()))
                .byScheduler()
                .instanceId(execution.taskInstance.getId())
                .attempt(execution.consecutiveFailures + 1)
                .scheduledMillis(execution.executionTime.toEpochMilli())
                .attribute("batch.job.scheduler.name", execution.pickedBy)
                .build()),
        RunResult.lost(
            "no heartbeat of its scheduler "
                + execution.pickedBy
                + " since "
                + execution.lastHeartbeat));
  }
}
