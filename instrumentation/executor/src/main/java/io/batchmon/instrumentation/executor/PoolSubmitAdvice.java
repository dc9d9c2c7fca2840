package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import io.batchmon.job.JobRuns;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** Called since JDK 21 in the thread that submits a task. */
public final class PoolSubmitAdvice {
  private PoolSubmitAdvice() {}

  public static void enter(ForkJoinPool pool, boolean signal, @Nullable Object task) {
    if (task != null
        && JobRuns.current() != null
        && !(task instanceof AsynchronousCompletionTask)) {
      // why: a virtual thread is moved on by tasks of a pool of its own, which is no work
      String threads = pool.getFactory().getClass().getName();
      if (!threads.startsWith("java.lang.VirtualThread")) {
        Handovers.handOverOnce(task);
      }
    }
  }
}
