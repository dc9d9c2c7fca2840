package io.batchmon.job;

import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Told how thread pools work. Called in the threads of the application, never once per task. */
public interface PoolListener {
  /** The calling thread begins to work for this pool. */
  void workerStarted(ThreadPoolExecutor pool);

  /**
   * The calling thread is done.
   *
   * @param thrown what a task threw that ended the thread, else null
   */
  void workerEnded(ThreadPoolExecutor pool, @Nullable Throwable thrown);

  /** A task threw, and its future keeps the exception for whoever asks. */
  void taskFailed(FutureTask<?> task, Throwable failure);

  /** Somebody asked this future, and was given the exception. */
  void failureRead(FutureTask<?> task);
}
