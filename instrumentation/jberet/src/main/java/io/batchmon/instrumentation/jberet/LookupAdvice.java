package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobRuns;
import org.jberet.runtime.JobExecutionImpl;
import org.jspecify.annotations.Nullable;

/** Called when an execution was found by its id, after {@link RestartAdvice} in the same thread. */
public final class LookupAdvice {
  private LookupAdvice() {}

  public static void exit(
      Object operator, long id, @Nullable Object execution, @Nullable Throwable thrown) {
    Thread thread = Thread.currentThread();
    if (execution instanceof JobExecutionImpl && "".equals(JobRuns.noted(thread))) {
      JobRuns.note(thread, ((JobExecutionImpl) execution).getJobName());
    }
  }
}
