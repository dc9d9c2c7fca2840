package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import org.jspecify.annotations.Nullable;

/** Called around each execution of a task, in whichever thread. */
public final class DoExecAdvice {
  private DoExecAdvice() {}

  public static @Nullable Object enter(Object task) {
    return Handovers.begin(task);
  }

  public static void exit(Object begun, @Nullable Throwable thrown) {
    Handovers.end(begun);
  }
}
