package io.batchmon.instrumentation.micronaut;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called before a handler is given what a scheduled method threw, which is the end of it. */
public final class HandledAdvice {
  private HandledAdvice() {}

  public static void enter(@Nullable Throwable thrown) {
    Object state = JobRuns.noted(JobRuns.current());
    // why: what a handler throws is handled as well, and is not why the method failed
    if (state instanceof Object[] && ((Object[]) state)[0] == null) {
      ((Object[]) state)[0] = thrown;
    }
  }
}
