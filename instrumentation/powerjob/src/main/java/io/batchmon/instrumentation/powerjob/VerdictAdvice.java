package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import tech.powerjob.common.enums.InstanceStatus;
import tech.powerjob.common.request.TaskTrackerReportInstanceStatusReq;

/** Called when a worker writes down what the server is to know of a job that it tracks. */
public final class VerdictAdvice {
  private static final @Nullable MethodHandle TRACKER = tracker();

  private VerdictAdvice() {}

  public static void enter(TaskTrackerReportInstanceStatusReq report, int status) throws Throwable {
    boolean good = status == InstanceStatus.SUCCEED.getV();
    if (!good && status != InstanceStatus.FAILED.getV()) {
      return;
    }
    Object tracker = TRACKER == null ? null : TRACKER.invokeExact((Object) report.getInstanceId());
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

  private static @Nullable MethodHandle tracker() {
    MethodHandle found = find("manager.HeavyTaskTrackerManager", "getTaskTracker");
    return found == null ? find("task.TaskTrackerPool", "getTaskTrackerPool") : found;
  }

  private static @Nullable MethodHandle find(String type, String method) {
    try {
      Class<?> trackers =
          Class.forName(
              "tech.powerjob.worker.core.tracker." + type,
              false,
              VerdictAdvice.class.getClassLoader());
      return MethodHandles.publicLookup()
          .unreflect(trackers.getMethod(method, Long.class))
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException | LinkageError otherVersion) {
      return null;
    }
  }
}
