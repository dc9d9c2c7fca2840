package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import tech.powerjob.common.enums.InstanceStatus;
import tech.powerjob.common.request.TaskTrackerReportInstanceStatusReq;
import tech.powerjob.worker.core.tracker.manager.HeavyTaskTrackerManager;

/** Called when a worker writes down what the server is to know of a job that it tracks. */
public final class VerdictAdvice {
  private VerdictAdvice() {}

  public static void enter(TaskTrackerReportInstanceStatusReq report, int status) {
    boolean good = status == InstanceStatus.SUCCEED.getV();
    if (!good && status != InstanceStatus.FAILED.getV()) {
      return;
    }
    Object tracker = HeavyTaskTrackerManager.getTaskTracker(report.getInstanceId());
    if (tracker == null) {
      return;
    }
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
