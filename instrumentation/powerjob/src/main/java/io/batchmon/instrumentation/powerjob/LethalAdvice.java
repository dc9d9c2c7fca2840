package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import tech.powerjob.worker.persistence.TaskDO;
import tech.powerjob.worker.pojo.model.InstanceInfo;

/**
 * Called when a worker is given a task; one that has no processor for it has nothing but the text
 * of the reason. Where the job has many tasks, its own verdict tells of that.
 */
public final class LethalAdvice {
  private LethalAdvice() {}

  public static void enter(
      Object tracker, TaskDO task, @Nullable InstanceInfo info, @Nullable String reason) {
    if (reason == null || info == null || !"STANDALONE".equals(info.getExecuteType())) {
      return;
    }
    String code = info.getProcessorInfo();
    if ("EXTERNAL".equals(info.getProcessorType())) {
      code = code.substring(code.indexOf('#') + 1);
    }
    Integer failures = task.getFailedCnt();
    JobRuns.end(
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.numbered("powerjob", code, info.getJobId()))
                .byScheduler()
                .instanceId(String.valueOf(info.getInstanceId()))
                .attempt(failures == null ? 1 : failures + 1)
                .build()),
        RunResult.failed(reason, "WORKER_PROCESS_FAILED").withStatus("WORKER_PROCESS_FAILED"));
  }
}
