package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import java.lang.ref.WeakReference;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.jspecify.annotations.Nullable;

/** Tomcat's pool lends a connection; an object of this class is how the agent sees the pool. */
public final class TomcatAdvice implements io.batchmon.job.ConnectionPool {
  private final WeakReference<ConnectionPool> pool;

  private TomcatAdvice(ConnectionPool pool) {
    this.pool = new WeakReference<>(pool);
  }

  public static @Nullable SqlCall enter(ConnectionPool pool) {
    if (SqlCalls.isNew(pool)) {
      SqlCalls.seen(new TomcatAdvice(pool));
    }
    return SqlCalls.ask();
  }

  public static void exit(
      SqlCall call, ConnectionPool pool, @Nullable Object connection, @Nullable Throwable thrown) {
    SqlCalls.answered(call, pool, connection);
  }

  @Override
  public @Nullable Object pool() {
    return pool.get();
  }

  @Override
  public @Nullable String name() {
    ConnectionPool there = pool.get();
    return there == null ? null : there.getName();
  }

  @Override
  public int used() {
    ConnectionPool there = pool.get();
    return there == null ? 0 : there.getActive();
  }

  @Override
  public int idle() {
    ConnectionPool there = pool.get();
    return there == null ? 0 : there.getIdle();
  }

  @Override
  public int max() {
    ConnectionPool there = pool.get();
    return there == null ? 0 : there.getPoolProperties().getMaxActive();
  }

  @Override
  public int pending() {
    ConnectionPool there = pool.get();
    return there == null ? -1 : there.getWaitCount();
  }
}
