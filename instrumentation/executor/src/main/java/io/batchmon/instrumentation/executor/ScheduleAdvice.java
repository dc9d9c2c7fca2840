package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import java.util.concurrent.RunnableScheduledFuture;

/**
 * Called in the submitting thread for a task with a delay. Each run of a periodic one is its own.
 */
public final class ScheduleAdvice {
  private ScheduleAdvice() {}

  public static void enter(Object pool, RunnableScheduledFuture<?> task) {
    if (!task.isPeriodic()) {
      Handovers.handOver(task);
    }
  }
}
