package io.batchmon.instrumentation.springkafka;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** A container polls and calls on its own account, whichever run it was started in. */
public final class PollAdvice {
  private PollAdvice() {}

  public static @Nullable Object enter() {
    return JobRuns.suspend();
  }

  public static void exit(Object before, Object container, @Nullable Throwable thrown) {
    JobRuns.restore(before);
  }
}
