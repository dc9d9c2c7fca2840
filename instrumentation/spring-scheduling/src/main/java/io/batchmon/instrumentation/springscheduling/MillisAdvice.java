package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;

/**
 * Called after {@link FixedRateAdvice} or {@link FixedDelayAdvice}, for a period in milliseconds.
 */
public final class MillisAdvice {
  private MillisAdvice() {}

  public static void enter(Object scheduler, Runnable task, long period) {
    Object noted = JobRuns.noted(task);
    if (noted instanceof Object[]) {
      long[] numbers = (long[]) ((Object[]) noted)[2];
      numbers[0] = period * 1_000_000;
      numbers[1] = System.nanoTime();
    }
  }
}
