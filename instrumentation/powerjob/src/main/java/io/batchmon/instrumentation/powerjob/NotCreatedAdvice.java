package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import tech.powerjob.common.request.ServerScheduleJobReq;

/**
 * Called before a worker logs that a job cannot begin, such as for want of its processor: what the
 * server asked for, and the problem, are what it logs.
 */
public final class NotCreatedAdvice {
  private NotCreatedAdvice() {}

  public static void enter(Object @Nullable [] logged) {
    if (logged == null
        || logged.length < 3
        || !(logged[1] instanceof ServerScheduleJobReq)
        || !(logged[2] instanceof Throwable)
        || JobRuns.noted(logged[2]) != null) {
      return;
    }
    ServerScheduleJobReq request = (ServerScheduleJobReq) logged[1];
    String code = request.getProcessorInfo();
    if (code != null && "EXTERNAL".equals(request.getProcessorType())) {
      code = code.substring(code.indexOf('#') + 1);
    }
    JobRuns.end(
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.numbered("powerjob", code, request.getJobId()))
                .byScheduler()
                .instanceId(String.valueOf(request.getInstanceId()))
                .build()),
        RunResult.failed((Throwable) logged[2]));
  }
}
