package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import org.jspecify.annotations.Nullable;

/**
 * Called when a context is copied, for a partition or for a flow that runs beside others: whatever
 * runs with the copy, in another thread, belongs to the run that is current here.
 */
public final class CloneAdvice {
  private CloneAdvice() {}

  public static void exit(Object context, @Nullable Object copy, @Nullable Throwable thrown) {
    OpenRun whole = JobRuns.current();
    if (whole != null && copy != null) {
      JobRuns.note(copy, whole);
    }
  }
}
