package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import java.util.Date;

/**
 * Called after {@link FixedRateAdvice} or {@link FixedDelayAdvice}, for a first time and a period
 * in milliseconds.
 */
public final class DateMillisAdvice {
  private DateMillisAdvice() {}

  public static void enter(Object scheduler, Runnable task, Date start, long period) {
    Object noted = JobRuns.noted(task);
    if (noted instanceof Object[]) {
      long[] numbers = (long[]) ((Object[]) noted)[2];
      numbers[0] = period * 1_000_000;
      numbers[1] = System.nanoTime() + (start.getTime() - System.currentTimeMillis()) * 1_000_000;
    }
  }
}
