package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;

/** Called in a worker's thread before each task, for the one that the worker was made for. */
public final class BeforeTaskAdvice {
  private BeforeTaskAdvice() {}

  public static void enter(Runnable task) {
    Handovers.takeUpFirst(task);
  }
}
