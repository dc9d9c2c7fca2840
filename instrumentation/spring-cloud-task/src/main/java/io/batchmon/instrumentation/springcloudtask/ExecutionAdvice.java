package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import org.springframework.cloud.task.repository.TaskExecution;

/** Called when the execution of a task is on record, before anybody is told that it starts. */
public final class ExecutionAdvice {
  private ExecutionAdvice() {}

  public static void enter(Object listener, TaskExecution execution) {
    Long parent = execution.getParentExecutionId();
    JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("spring_cloud_task", execution.getTaskName()))
            .instanceId(Long.toString(execution.getExecutionId()))
            .attribute("batch.task.parent.id", parent == null ? null : parent.toString())
            .attribute("batch.task.external.id", execution.getExternalExecutionId())
            .build(),
        listener);
  }
}
