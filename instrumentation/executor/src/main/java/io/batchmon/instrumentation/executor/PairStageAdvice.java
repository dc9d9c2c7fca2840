package io.batchmon.instrumentation.executor;

import io.batchmon.job.Continuation;
import org.jspecify.annotations.Nullable;

/** Called where a function is to follow both or one of two futures. */
public final class PairStageAdvice {
  private PairStageAdvice() {}

  public static @Nullable Object enter(
      Object future, @Nullable Object executor, @Nullable Object other, @Nullable Object function) {
    return Continuation.of(function);
  }
}
