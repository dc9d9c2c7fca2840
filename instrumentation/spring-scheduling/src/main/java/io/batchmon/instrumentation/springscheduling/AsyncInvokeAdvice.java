package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;

/** Called in the caller's thread of an {@code @Async} method. */
public final class AsyncInvokeAdvice {
  private AsyncInvokeAdvice() {}

  public static void enter(Object interceptor, Object invocation) {
    OpenRun caller = JobRuns.current();
    if (caller != null) {
      JobRuns.note(invocation, new Object[] {caller, System.currentTimeMillis()});
    }
  }
}
