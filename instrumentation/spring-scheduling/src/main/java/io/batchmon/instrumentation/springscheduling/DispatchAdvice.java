package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called where {@code SimpleAsyncTaskScheduler} makes, of a task, one that only starts another
 * thread. Nothing that the task throws there ends the schedule.
 */
public final class DispatchAdvice {
  private DispatchAdvice() {}

  public static void exit(
      Object scheduler, Runnable task, @Nullable Runnable starter, @Nullable Throwable thrown) {
    Object noted = JobRuns.noted(task);
    if (starter != null && noted instanceof Object[]) {
      ((Object[]) noted)[3] = true;
      JobRuns.note(starter, new Object[] {"dispatch", noted});
    }
  }
}
