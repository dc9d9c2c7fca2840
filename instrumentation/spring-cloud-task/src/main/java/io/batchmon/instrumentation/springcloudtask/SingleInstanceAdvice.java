package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.task.repository.TaskExecution;

/** Called around the lock of a task that runs once at a time; a refusal is noted for its run. */
public final class SingleInstanceAdvice {
  private SingleInstanceAdvice() {}

  public static void exit(Object single, TaskExecution execution, @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.note(thrown, "refused");
    }
  }
}
