package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.job.JobRuns;
import org.springframework.cloud.task.repository.TaskExecution;

/** Called when a task has failed, while its end is prepared; noted for {@link EndAdvice}. */
public final class FailureAdvice {
  private FailureAdvice() {}

  public static void enter(Object listener, TaskExecution execution, Throwable failure) {
    JobRuns.note(listener, failure);
  }
}
