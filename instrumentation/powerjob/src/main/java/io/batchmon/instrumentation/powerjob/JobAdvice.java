package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import tech.powerjob.common.request.ServerScheduleJobReq;

/**
 * Called when a worker begins to track a job of many tasks, which then goes on in other threads.
 */
public final class JobAdvice {
  private JobAdvice() {}

  public static @Nullable OpenRun enter(Object tracker, ServerScheduleJobReq request) {
    if ("STANDALONE".equals(request.getExecuteType())) {
      return null;
    }
    String code = request.getProcessorInfo();
    if (code != null && "EXTERNAL".equals(request.getProcessorType())) {
      code = code.substring(code.indexOf('#') + 1);
    }
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.numbered("powerjob", code, request.getJobId()))
                .byScheduler()
                .instanceId(String.valueOf(request.getInstanceId()))
                .attribute("batch.execute.type", request.getExecuteType())
                .build());
    JobRuns.note(tracker, run);
    run.leave();
    return run;
  }

  public static void exit(
      OpenRun run, Object tracker, ServerScheduleJobReq request, @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown));
      JobRuns.note(thrown, "told");
    }
  }
}
