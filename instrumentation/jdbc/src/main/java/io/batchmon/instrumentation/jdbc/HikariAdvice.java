package io.batchmon.instrumentation.jdbc;

import com.zaxxer.hikari.pool.HikariPool;
import io.batchmon.job.ConnectionPool;
import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** HikariCP lends a connection; an object of this class is how the agent sees the pool. */
public final class HikariAdvice implements ConnectionPool {
  private final WeakReference<HikariPool> pool;

  private HikariAdvice(HikariPool pool) {
    this.pool = new WeakReference<>(pool);
  }

  public static @Nullable SqlCall enter(HikariPool pool) {
    if (SqlCalls.isNew(pool)) {
      SqlCalls.seen(new HikariAdvice(pool));
    }
    return SqlCalls.ask();
  }

  public static void exit(
      SqlCall call, HikariPool pool, @Nullable Object connection, @Nullable Throwable thrown) {
    SqlCalls.answered(call, pool, connection);
  }

  @Override
  public @Nullable Object pool() {
    return pool.get();
  }

  @Override
  public @Nullable String name() {
    HikariPool there = pool.get();
    return there == null ? null : there.config.getPoolName();
  }

  @Override
  public int used() {
    HikariPool there = pool.get();
    return there == null ? 0 : there.getActiveConnections();
  }

  @Override
  public int idle() {
    HikariPool there = pool.get();
    return there == null ? 0 : there.getIdleConnections();
  }

  @Override
  public int max() {
    HikariPool there = pool.get();
    return there == null ? 0 : there.config.getMaximumPoolSize();
  }

  @Override
  public int pending() {
    HikariPool there = pool.get();
    return there == null ? -1 : there.getThreadsAwaitingConnection();
  }
}
