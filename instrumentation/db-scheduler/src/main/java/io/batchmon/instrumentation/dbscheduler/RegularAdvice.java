package io.batchmon.instrumentation.dbscheduler;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called around the handlers that wait for the next regular time: that is no retry. */
public final class RegularAdvice {
  private RegularAdvice() {}

  public static void exit(
      FailureHandler<?> handler, ExecutionComplete complete, @Nullable Throwable thrown) {
    JobRuns.takeNote(complete.getExecution());
  }
}
