package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;

/** Called with what a task threw, in its thread, before any error handler is asked about it. */
public final class HandledErrorAdvice {
  private HandledErrorAdvice() {}

  public static void enter(Throwable failure) {
    Object noted = JobRuns.noted(Thread.currentThread());
    if (noted instanceof Object[] && ((Object[]) noted).length == 6) {
      Object[] frame = (Object[]) noted;
      if (frame[5] == "spring_scheduling" && frame[3] == null) {
        frame[3] = failure;
      }
    }
  }
}
