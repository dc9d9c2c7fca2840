package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.powerjob.worker.common.constants.TaskStatus;
import tech.powerjob.worker.persistence.TaskDO;
import tech.powerjob.worker.pojo.model.InstanceInfo;

/** Called before the verdict on a task is sent to the worker that tracks its job. */
public final class ReportAdvice {
  private ReportAdvice() {}

  public static void enter(
      Object runnable,
      TaskStatus status,
      @Nullable String message,
      @Nullable Integer command,
      @Nullable Map<String, String> context,
      InstanceInfo info,
      TaskDO task) {
    boolean good = status == TaskStatus.WORKER_PROCESS_SUCCESS;
    if (!good && status != TaskStatus.WORKER_PROCESS_FAILED) {
      return;
    }
    OpenRun run = JobRuns.open(runnable);
    if (run == null) {
      return;
    }
    Object problem = JobRuns.takeNote(run);
    Object told = JobRuns.noted(JobRuns.noted(runnable));
    String verdict = status.name();
    RunResult result;
    if (good) {
      result = RunResult.succeeded();
    } else if ("stopped".equals(told)) {
      result = RunResult.stopped(null);
    } else if (problem instanceof Throwable) {
      result = RunResult.failed((Throwable) problem);
    } else {
      result =
          RunResult.failed(
              message == null || message.isEmpty() ? "the processor says so" : message, verdict);
    }
    Integer failures = task.getFailedCnt();
    boolean again =
        failures != null && failures < info.getTaskRetryNum() && !(told instanceof String);
    result = result.withStatus(verdict);
    JobRuns.end(run, good || !again ? result : result.retried());
  }
}
