package io.batchmon.instrumentation.executor;

import io.batchmon.job.BinaryContinuation;
import org.jspecify.annotations.Nullable;

/** As {@link StageAdvice}, for a function of result and failure. */
public final class HandleStageAdvice {
  private HandleStageAdvice() {}

  public static @Nullable Object enter(
      Object future, @Nullable Object executor, @Nullable Object function) {
    return BinaryContinuation.of(function);
  }
}
