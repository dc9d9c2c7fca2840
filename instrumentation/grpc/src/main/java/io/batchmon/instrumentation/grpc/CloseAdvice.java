package io.batchmon.instrumentation.grpc;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import io.grpc.Context;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** The status of a call is known; the application is told in this thread. */
public final class CloseAdvice {
  private CloseAdvice() {}

  public static @Nullable Object enter(
      Object call,
      Object observer,
      Status status,
      Object trailers,
      boolean cancelled,
      Context context) {
    Object runs = JobRuns.takeNote(call);
    if (!(runs instanceof OpenRun[])) {
      return null;
    }
    RunResult result;
    if (status.isOk()) {
      result = RunResult.succeeded();
    } else if (status.getCode() == Status.Code.CANCELLED && (cancelled || context.isCancelled())) {
      result = RunResult.stopped("cancelled");
    } else {
      String code = status.getCode().name();
      String said = status.getDescription();
      result = RunResult.failed(said == null ? code : code + ": " + said, code);
    }
    JobRuns.end(
        ((OpenRun[]) runs)[0],
        result.withAttribute("rpc.grpc.status_code", status.getCode().value()));
    return JobRuns.attach(((OpenRun[]) runs)[1]);
  }

  public static void exit(Object before, @Nullable Throwable thrown) {
    JobRuns.restore(before);
  }
}
