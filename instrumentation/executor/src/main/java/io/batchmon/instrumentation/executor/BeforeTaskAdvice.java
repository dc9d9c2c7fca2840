package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;

/** Called in a worker's thread before it calls {@code beforeExecute} of its pool. */
public final class BeforeTaskAdvice {
  private BeforeTaskAdvice() {}

  public static void enter(Runnable task) {
    Handovers.takeUp(task);
  }
}
