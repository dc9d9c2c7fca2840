package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/** Who stands behind {@link SqlCalls}. Called in the threads of the application. */
public interface SqlListener {
  /**
   * The calling thread is about to let a database do something; never while it does so already.
   *
   * @param text as it will be in the call, so far as it is known
   * @return what {@link #executed} is given; null where nothing is to be recorded
   */
  @Nullable Object begun(@Nullable String text);

  /** What was begun is over: see {@link SqlCall} for what is known of it. */
  void executed(Object begun, SqlCall call, @Nullable Throwable thrown);

  /** A pool was asked for a connection for the first time. */
  void poolSeen(ConnectionPool pool);

  /**
   * A pool has answered.
   *
   * @param connection what it lends, null if it refused
   */
  void lent(Object pool, @Nullable Object connection, long waitedNanos);

  /** A connection has gone back to its pool, from whichever thread; perhaps for the second time. */
  void returned(Object connection);
}
