package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.task.repository.TaskExecution;

/** Called around the start of a task, which a listener of the task can prevent. */
public final class StartAdvice {
  private static final int DEEPEST = 8;

  private StartAdvice() {}

  public static void exit(
      Object listener, @Nullable TaskExecution execution, @Nullable Throwable thrown) {
    if (thrown == null) {
      return;
    }
    OpenRun run = JobRuns.open(listener);
    if (run == null || execution == null) {
      return;
    }
    RunResult result = isRefused(thrown) ? RunResult.rejected(thrown) : RunResult.failed(thrown);
    Integer code = execution.getExitCode();
    JobRuns.end(
        run,
        result
            .withReason(execution.getExitMessage())
            .withExitCode(code == null ? null : code.toString()));
    // why: the application does not start for this very reason
    JobRuns.note(thrown, "spring_cloud_task");
  }

  private static boolean isRefused(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      if (JobRuns.takeNote(cause) != null) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
