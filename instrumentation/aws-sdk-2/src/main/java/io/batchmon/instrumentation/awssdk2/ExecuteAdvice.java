package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Around an operation in the caller's thread: what fails outside all interceptors ends it too. */
public final class ExecuteAdvice {
  private ExecuteAdvice() {}

  /** Returns the run around the operation, which is not begun yet. */
  public static Object @Nullable [] enter() {
    OpenRun around = JobRuns.current();
    // why: an array, as the run around must not be ended should this advice fail
    return around == null ? null : new Object[] {around};
  }

  public static void exit(Object[] around, @Nullable Throwable thrown) {
    OpenRun call = JobRuns.current();
    if (call != null && call != around[0] && call.kind() == RunKind.CALL) {
      JobRuns.end(call, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
    }
  }
}
