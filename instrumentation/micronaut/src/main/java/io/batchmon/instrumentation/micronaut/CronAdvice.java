package io.batchmon.instrumentation.micronaut;

import io.batchmon.job.JobRuns;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Called around each firing by a cron expression. When it was due, it notes about the thread, for
 * the advice of the method that is called in it.
 */
public final class CronAdvice {
  private CronAdvice() {}

  public static void enter(Callable<?> task, @Nullable Object times) {
    Object due = JobRuns.noted(times);
    if (due != null) {
      JobRuns.note(Thread.currentThread(), due);
    }
  }

  public static void exit(Callable<?> task, @Nullable Throwable thrown) {
    JobRuns.takeNote(Thread.currentThread());
  }
}
