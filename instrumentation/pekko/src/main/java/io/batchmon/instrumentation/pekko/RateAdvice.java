package io.batchmon.instrumentation.pekko;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import scala.concurrent.duration.FiniteDuration;

/** Called where a task is scheduled: notes about it how many nanoseconds are between two starts. */
public final class RateAdvice {
  private RateAdvice() {}

  public static void enter(
      Object scheduler, Object initialDelay, FiniteDuration interval, @Nullable Runnable task) {
    if (task != null) {
      JobRuns.note(task, interval.toNanos());
    }
  }
}
