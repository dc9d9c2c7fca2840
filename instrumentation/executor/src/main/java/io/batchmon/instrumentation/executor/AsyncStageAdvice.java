package io.batchmon.instrumentation.executor;

import io.batchmon.job.Continuation;
import org.jspecify.annotations.Nullable;

/** Called where a CompletableFuture begins, in the thread that begins it. */
public final class AsyncStageAdvice {
  private AsyncStageAdvice() {}

  public static @Nullable Object enter(@Nullable Object executor, @Nullable Object function) {
    return Continuation.of(function);
  }
}
