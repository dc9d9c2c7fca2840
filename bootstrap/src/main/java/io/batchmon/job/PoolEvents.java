package io.batchmon.job;

import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** The door for what happens in thread pools. No method throws. */
public final class PoolEvents {
  private static volatile @Nullable PoolListener listener;

  private PoolEvents() {}

  /** Puts the listener behind the door; null removes it. */
  public static void listen(@Nullable PoolListener newListener) {
    listener = newListener;
  }

  public static void workerStarted(ThreadPoolExecutor pool) {
    PoolListener behind = listener;
    if (behind != null) {
      try {
        behind.workerStarted(pool);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "pool");
      }
    }
  }

  public static void workerEnded(ThreadPoolExecutor pool, @Nullable Throwable thrown) {
    PoolListener behind = listener;
    if (behind != null) {
      try {
        behind.workerEnded(pool, thrown);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "pool");
      }
    }
  }

  public static void taskFailed(FutureTask<?> task, Throwable thrown) {
    PoolListener behind = listener;
    if (behind != null) {
      try {
        behind.taskFailed(task, thrown);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "pool");
      }
    }
  }

  public static void failureRead(FutureTask<?> task) {
    PoolListener behind = listener;
    if (behind != null) {
      try {
        behind.failureRead(task);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "pool");
      }
    }
  }
}
