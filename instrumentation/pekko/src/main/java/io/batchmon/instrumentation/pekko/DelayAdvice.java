package io.batchmon.instrumentation.pekko;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import scala.concurrent.duration.FiniteDuration;

/** As {@link RateAdvice}: nanoseconds from an end to the next start, as a negative number. */
public final class DelayAdvice {
  private DelayAdvice() {}

  public static void enter(
      Object scheduler, Object initialDelay, FiniteDuration delay, @Nullable Runnable task) {
    if (task != null) {
      JobRuns.note(task, -delay.toNanos());
    }
  }
}
