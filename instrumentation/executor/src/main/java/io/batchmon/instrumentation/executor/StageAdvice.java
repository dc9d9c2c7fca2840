package io.batchmon.instrumentation.executor;

import io.batchmon.job.Continuation;
import org.jspecify.annotations.Nullable;

/** Called where a function is to follow one future, in the thread that says so. */
public final class StageAdvice {
  private StageAdvice() {}

  public static @Nullable Object enter(
      Object future, @Nullable Object executor, @Nullable Object function) {
    return Continuation.of(function);
  }
}
