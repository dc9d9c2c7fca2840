package io.batchmon.instrumentation.openejb;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called before it is logged that no attempt has succeeded. */
public final class GivenUpAdvice {
  private GivenUpAdvice() {}

  public static void enter(@Nullable String message) {
    Object noted = JobRuns.noted(JobRuns.current());
    if (noted instanceof Object[]) {
      ((Object[]) noted)[4] = "given up";
    }
  }
}
