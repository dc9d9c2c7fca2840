package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import tech.powerjob.common.enums.InstanceStatus;
import tech.powerjob.common.request.TaskTrackerReportInstanceStatusReq;

/** Called when a worker tells the server what has become of a job that it tracks. */
public final class VerdictAdvice {
  private VerdictAdvice() {}

  public static void enter(
      Object tracker, Object runtime, TaskTrackerReportInstanceStatusReq report) {
    boolean good = report.getInstanceStatus() == InstanceStatus.SUCCEED.getV();
    Object noted = JobRuns.noted(tracker);
    // why: the tracker now ends tasks that go on, and they were not stopped by anybody
    JobRuns.note(tracker, "over");
    if (!(noted instanceof OpenRun)) {
      return;
    }
    String message = report.getResult();
    RunResult result =
        good
            ? RunResult.succeeded().withStatus("SUCCEED")
            : RunResult.failed(
                    message == null || message.isEmpty() ? "the last task says so" : message,
                    "FAILED")
                .withStatus("FAILED");
    JobRuns.end((OpenRun) noted, result);
  }
}
