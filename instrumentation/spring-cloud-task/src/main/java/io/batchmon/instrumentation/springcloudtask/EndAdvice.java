package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.task.repository.TaskExecution;

/** Called around the end of a task, also where its context is closed before it was ready. */
public final class EndAdvice {
  private EndAdvice() {}

  public static void exit(
      Object listener,
      @Nullable TaskExecution execution,
      boolean started,
      @Nullable Throwable thrown) {
    Object failure = JobRuns.takeNote(listener);
    // why: where the start was prevented, what prevented it is known to the advice around that
    OpenRun run = started ? JobRuns.openInAnyThread(listener) : null;
    if (run == null || execution == null) {
      return;
    }
    Integer code = execution.getExitCode();
    RunResult result;
    if (failure instanceof Throwable) {
      result = RunResult.failed((Throwable) failure).withReason(execution.getExitMessage());
    } else if (thrown != null) {
      result = RunResult.failed(thrown).withReason(execution.getExitMessage());
    } else if (code != null && code != 0) {
      result = RunResult.failed("exit code " + code, "exit");
    } else {
      result = RunResult.succeeded().withReason(execution.getExitMessage());
    }
    JobRuns.end(run, code == null ? result : result.withExitCode(code.toString()));
  }
}
