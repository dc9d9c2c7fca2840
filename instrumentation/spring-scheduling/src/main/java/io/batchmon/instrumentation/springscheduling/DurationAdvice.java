package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import java.time.Duration;

/** Called after {@link FixedRateAdvice} or {@link FixedDelayAdvice}, for a period. */
public final class DurationAdvice {
  private DurationAdvice() {}

  public static void enter(Object scheduler, Runnable task, Duration period) {
    Object noted = JobRuns.noted(task);
    if (noted instanceof Object[]) {
      long[] numbers = (long[]) ((Object[]) noted)[2];
      numbers[0] = period.toNanos();
      numbers[1] = System.nanoTime();
    }
  }
}
