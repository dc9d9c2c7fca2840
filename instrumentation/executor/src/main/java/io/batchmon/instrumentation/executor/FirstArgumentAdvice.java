package io.batchmon.instrumentation.executor;

import io.batchmon.job.Continuation;
import org.jspecify.annotations.Nullable;

/** Called where a function is given for later as the first argument. */
public final class FirstArgumentAdvice {
  private FirstArgumentAdvice() {}

  public static @Nullable Object enter(Object owner, @Nullable Object function) {
    return Continuation.of(function);
  }
}
