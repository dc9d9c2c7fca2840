package io.batchmon.job;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Ends a call that goes on without a thread, when its future is done. */
public final class CallFuture implements BiConsumer<@Nullable Object, @Nullable Throwable> {
  private final OpenRun call;

  private CallFuture(OpenRun call) {
    this.call = call;
  }

  /** The call ends when the future is done, unless it has ended before. Never throws. */
  public static void endWith(CompletionStage<?> future, OpenRun call) {
    try {
      future.whenComplete(new CallFuture(call));
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "future");
      JobRuns.end(call, RunResult.succeeded());
    }
  }

  @Override
  public void accept(@Nullable Object result, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
    Throwable failure = cause == null ? thrown : cause;
    if (failure == null) {
      JobRuns.end(call, RunResult.succeeded());
    } else if (failure instanceof CancellationException) {
      JobRuns.end(call, RunResult.stopped("cancelled"));
    } else {
      JobRuns.end(call, RunResult.failed(failure));
    }
  }
}
