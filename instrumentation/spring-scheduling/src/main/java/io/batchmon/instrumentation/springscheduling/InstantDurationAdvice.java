package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import java.time.Duration;
import java.time.Instant;

/**
 * Called after {@link FixedRateAdvice} or {@link FixedDelayAdvice}, for a first time and a period.
 */
public final class InstantDurationAdvice {
  private InstantDurationAdvice() {}

  public static void enter(Object scheduler, Runnable task, Instant start, Duration period) {
    Object noted = JobRuns.noted(task);
    if (noted instanceof Object[]) {
      long[] numbers = (long[]) ((Object[]) noted)[2];
      numbers[0] = period.toNanos();
      numbers[1] =
          System.nanoTime() + (start.toEpochMilli() - System.currentTimeMillis()) * 1_000_000;
    }
  }
}
