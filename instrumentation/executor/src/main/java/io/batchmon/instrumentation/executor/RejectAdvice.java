package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import java.util.concurrent.RejectedExecutionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Called before the pool's policy decides about a task that it does not take. What a policy of the
 * JDK does with it is known: calls it here, drops it, or submits it once more. One of the
 * application may still put it into the queue.
 */
public final class RejectAdvice {
  private RejectAdvice() {}

  public static void enter(
      Object pool, @Nullable Runnable task, @Nullable RejectedExecutionHandler policy) {
    if (policy != null && policy.getClass().getName().startsWith("java.util.concurrent.")) {
      Handovers.takeBack(task);
    }
  }
}
