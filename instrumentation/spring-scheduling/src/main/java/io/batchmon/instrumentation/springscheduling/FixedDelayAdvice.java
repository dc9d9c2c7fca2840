package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called when a task is registered with a fixed delay, whatever the types of its times; the advice
 * of the exact method fills in the period and the nanoTime at which it is due.
 */
public final class FixedDelayAdvice {
  private FixedDelayAdvice() {}

  public static void enter(Object scheduler, @Nullable Runnable task) {
    if (task != null) {
      JobRuns.note(task, new Object[] {"delay", null, new long[] {0, JobRun.NO_TIME}, null});
    }
  }
}
