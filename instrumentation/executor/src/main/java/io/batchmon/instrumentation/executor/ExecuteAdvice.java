package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import org.jspecify.annotations.Nullable;

/** Called in the submitting thread, before the task is anywhere else. */
public final class ExecuteAdvice {
  private ExecuteAdvice() {}

  public static void enter(Object pool, @Nullable Runnable task) {
    // why: those of a CompletableFuture know their run
    if (!(task instanceof AsynchronousCompletionTask)) {
      Handovers.handOver(task);
    }
  }
}
