package io.batchmon.instrumentation.executor;

import io.batchmon.job.BinaryContinuation;
import org.jspecify.annotations.Nullable;

/** As {@link PairStageAdvice}, for a function of both results. */
public final class CombineStageAdvice {
  private CombineStageAdvice() {}

  public static @Nullable Object enter(
      Object future, @Nullable Object executor, @Nullable Object other, @Nullable Object function) {
    return BinaryContinuation.of(function);
  }
}
