package io.batchmon.instrumentation.redisson;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.redisson.executor.params.TaskParameters;

/** Called when a worker has decided whether a task comes too late to be run at all. */
public final class SkipAdvice {
  private SkipAdvice() {}

  public static void exit(
      Object runner, TaskParameters params, boolean late, @Nullable Throwable thrown) {
    if (late) {
      JobRuns.note(params, "late");
    }
  }
}
