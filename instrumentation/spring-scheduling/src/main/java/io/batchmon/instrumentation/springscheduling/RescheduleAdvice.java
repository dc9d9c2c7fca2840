package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called where a trigger has its next firing queued, as a task to be run once: it is no work that
 * the current run hands over, even where the schedule was registered in one.
 */
public final class RescheduleAdvice {
  private RescheduleAdvice() {}

  public static @Nullable Object enter(Object firing) {
    return JobRuns.suspend();
  }

  public static void exit(Object before, @Nullable Throwable thrown) {
    JobRuns.restore(before);
  }
}
