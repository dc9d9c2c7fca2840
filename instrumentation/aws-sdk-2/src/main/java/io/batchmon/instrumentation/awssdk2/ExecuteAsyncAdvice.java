package io.batchmon.instrumentation.awssdk2;

import io.batchmon.job.CallFuture;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Around the start of an operation in the caller's thread, which then goes on without it. */
public final class ExecuteAsyncAdvice {
  private ExecuteAsyncAdvice() {}

  /** Returns the run around the operation, which is not begun yet. */
  public static Object @Nullable [] enter() {
    OpenRun around = JobRuns.current();
    // why: an array, as the run around must not be ended should this advice fail
    return around == null ? null : new Object[] {around};
  }

  public static void exit(
      Object[] around, @Nullable CompletableFuture<?> future, @Nullable Throwable thrown) {
    OpenRun call = JobRuns.current();
    if (call == null || call == around[0] || call.kind() != RunKind.CALL) {
      return;
    }
    if (thrown != null) {
      JobRuns.end(call, RunResult.failed(thrown));
      return;
    }
    call.leave();
    if (future != null) {
      CallFuture.endWith(future, call);
    }
  }
}
