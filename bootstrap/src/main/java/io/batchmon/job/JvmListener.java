package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/** Told how the JVM lives and ends. Called in the threads of the application. */
public interface JvmListener {
  /** The main class's {@code main} begins, in the calling thread. */
  void mainEntered();

  /**
   * {@code main} is over; the JVM may live on.
   *
   * @param thrown what it threw, null if it returned
   */
  void mainLeft(@Nullable Throwable thrown);

  /** An exception that no handler of its own thread took. */
  void uncaught(Thread thread, Throwable failure);

  /** The handlers of such an exception have returned, so none of them ended the JVM. */
  void uncaughtHandled(Thread thread);

  /**
   * The JVM begins to end, before any shutdown hook runs.
   *
   * @param exitCode of {@code System.exit} or 128 plus the signal; null when the last thread ended
   */
  void exiting(@Nullable Integer exitCode);

  /** All shutdown hooks have run, or {@code Runtime.halt} was called; the JVM is gone on return. */
  void halting(@Nullable Integer exitCode);
}
