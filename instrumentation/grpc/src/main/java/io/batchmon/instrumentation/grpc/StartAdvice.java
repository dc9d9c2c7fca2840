package io.batchmon.instrumentation.grpc;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/** A call begins in the caller's thread, and goes on without it. */
public final class StartAdvice {
  private StartAdvice() {}

  public static @Nullable OpenRun enter(
      Object call, Object observer, Object headers, MethodDescriptor<?, ?> method) {
    OpenRun around = JobRuns.current();
    if (around == null || around.kind() == RunKind.CALL) {
      return null;
    }
    String full = method.getFullMethodName();
    int slash = full.lastIndexOf('/');
    String service = slash < 0 ? null : full.substring(0, slash);
    String name = full.substring(slash + 1);
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.CALL, JobName.of("grpc", service, name))
                .attribute("rpc.system", "grpc")
                .attribute("rpc.service", service)
                .attribute("rpc.method", name)
                .build());
    if (run == OpenRun.NONE) {
      return null;
    }
    JobRuns.note(call, new OpenRun[] {run, around});
    return run;
  }

  public static void exit(OpenRun run, Object call, @Nullable Throwable thrown) {
    if (thrown == null) {
      run.leave();
    } else {
      JobRuns.end(run, RunResult.failed(thrown));
    }
  }
}
