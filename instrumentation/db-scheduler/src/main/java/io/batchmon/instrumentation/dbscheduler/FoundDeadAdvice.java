package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;

/** As {@link DeadExecutionAdvice}, until 11: called for each dead execution. */
public final class FoundDeadAdvice {
  private FoundDeadAdvice() {}

  public static void enter(Object scheduler, Execution execution) {
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
