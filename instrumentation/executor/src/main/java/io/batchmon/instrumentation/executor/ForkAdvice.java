package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;

/** Called in the thread that forks a task. */
public final class ForkAdvice {
  private ForkAdvice() {}

  public static void enter(Object task) {
    if (!(task instanceof AsynchronousCompletionTask)) {
      Handovers.handOverOnce(task);
    }
  }
}
