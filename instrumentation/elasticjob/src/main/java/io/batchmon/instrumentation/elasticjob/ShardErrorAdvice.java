package io.batchmon.instrumentation.elasticjob;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called in a shard's thread before the error handler, which may do anything with the failure. */
public final class ShardErrorAdvice {
  private ShardErrorAdvice() {}

  public static void enter(@Nullable Throwable failure) {
    Object firing = JobRuns.noted(Thread.currentThread());
    if (firing instanceof Object[]) {
      ((Object[]) firing)[4] = failure;
    } else if (failure != null) {
      JobRuns.note(Thread.currentThread(), failure);
    }
  }
}
