package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;

/** Called in a worker's thread when it is done with a task and looks for the next. */
public final class NextTaskAdvice {
  private NextTaskAdvice() {}

  public static void enter(Object pool) {
    Handovers.putDown();
  }
}
