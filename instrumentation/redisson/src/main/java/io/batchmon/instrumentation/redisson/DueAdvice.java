package io.batchmon.instrumentation.redisson;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.redisson.executor.params.ScheduledParameters;

/**
 * Called around a run of a task with a fixed rate or a cron expression, and what queues its next
 * one. Redisson 3 writes the time of the next run over that of this one before it runs.
 */
public final class DueAdvice {
  private DueAdvice() {}

  public static void enter(Object runner, ScheduledParameters params) {
    JobRuns.note(params, params.getStartTime());
  }

  public static void exit(Object runner, ScheduledParameters params, @Nullable Throwable thrown) {
    JobRuns.takeNote(params);
  }
}
