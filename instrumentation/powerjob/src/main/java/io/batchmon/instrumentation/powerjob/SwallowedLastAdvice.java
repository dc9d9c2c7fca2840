package io.batchmon.instrumentation.powerjob;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.jspecify.annotations.Nullable;

/** As {@link SwallowedAdvice}, where the worker logs more than fits into two arguments. */
public final class SwallowedLastAdvice {
  private SwallowedLastAdvice() {}

  public static void enter(Object @Nullable [] logged) {
    OpenRun run = JobRuns.current();
    if (run != null && logged != null && logged.length > 0) {
      Object last = logged[logged.length - 1];
      if (last instanceof Throwable) {
        JobRuns.note(run, last);
      }
    }
  }
}
