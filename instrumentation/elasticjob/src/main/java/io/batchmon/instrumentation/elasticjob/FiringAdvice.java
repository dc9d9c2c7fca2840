package io.batchmon.instrumentation.elasticjob;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called in Quartz's thread: from now on shards in other threads find the firing that they are of.
 */
public final class FiringAdvice {
  private FiringAdvice() {}

  public static @Nullable Object enter(Object executor) {
    Object firing = JobRuns.noted(Thread.currentThread());
    if (firing != null) {
      JobRuns.note(executor, firing);
    }
    return firing;
  }

  public static void exit(Object firing, Object executor, @Nullable Throwable thrown) {
    JobRuns.takeNote(executor);
  }
}
