package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;
import io.batchmon.job.PoolEvents;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Called in a worker's thread, before its first task and after its last. */
public final class RunWorkerAdvice {
  private RunWorkerAdvice() {}

  public static void enter(ThreadPoolExecutor pool) {
    PoolEvents.workerStarted(pool);
  }

  public static void exit(ThreadPoolExecutor pool, @Nullable Throwable thrown) {
    Handovers.putDown();
    PoolEvents.workerEnded(pool, thrown);
  }
}
