package io.batchmon.instrumentation.micronaut;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called before a scheduled method is, which its condition may have prevented. */
public final class InvokeAdvice {
  private InvokeAdvice() {}

  public static void enter(@Nullable Object bean) {
    Object state = JobRuns.noted(JobRuns.current());
    if (state instanceof Object[]) {
      ((Object[]) state)[1] = true;
    }
  }
}
