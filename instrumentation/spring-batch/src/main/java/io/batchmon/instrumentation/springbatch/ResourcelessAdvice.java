package io.batchmon.instrumentation.springbatch;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Called when a repository without memory has made an execution: it numbers every instance 1, and
 * until Spring Batch 6 calls every job what the first one was called.
 */
public final class ResourcelessAdvice {
  private ResourcelessAdvice() {}

  public static void exit(
      JobRepository repository,
      Object job,
      Object parameters,
      @Nullable Object execution,
      @Nullable Throwable thrown) {
    if (execution != null) {
      JobRuns.note(execution, job instanceof String ? job : "");
    }
  }
}
