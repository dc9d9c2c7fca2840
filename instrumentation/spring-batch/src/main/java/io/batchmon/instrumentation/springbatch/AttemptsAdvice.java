package io.batchmon.instrumentation.springbatch;

import io.batchmon.job.JobRuns;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.dao.JobExecutionDao;

/**
 * Called when a job repository has read the earlier executions of an instance: it does so before it
 * makes the next one, which then belongs to that same instance object.
 */
public final class AttemptsAdvice {
  private AttemptsAdvice() {}

  public static void exit(
      JobExecutionDao dao,
      Object instance,
      @Nullable List<?> executions,
      @Nullable Throwable thrown) {
    if (executions != null && !executions.isEmpty()) {
      JobRuns.note(instance, executions.size());
    }
  }
}
