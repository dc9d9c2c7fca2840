package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.ConnectionPool;
import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import java.lang.ref.WeakReference;
import org.apache.commons.pool2.ObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

/** DBCP 2 lends a connection; an object of this class is how the agent sees the pool. */
public final class DbcpAdvice implements ConnectionPool {
  private final WeakReference<ObjectPool<?>> pool;

  private DbcpAdvice(ObjectPool<?> pool) {
    this.pool = new WeakReference<>(pool);
  }

  public static @Nullable SqlCall enter(Object source, ObjectPool<?> pool) {
    if (SqlCalls.isNew(pool)) {
      SqlCalls.seen(new DbcpAdvice(pool));
    }
    return SqlCalls.ask();
  }

  public static void exit(
      SqlCall call,
      Object source,
      ObjectPool<?> pool,
      @Nullable Object connection,
      @Nullable Throwable thrown) {
    SqlCalls.answered(call, pool, connection);
  }

  @Override
  public @Nullable Object pool() {
    return pool.get();
  }

  @Override
  public @Nullable String name() {
    ObjectPool<?> there = pool.get();
    String name =
        there instanceof GenericObjectPool
            ? String.valueOf(((GenericObjectPool<?>) there).getJmxName())
            : "";
    int from = name.lastIndexOf("name=") + "name=".length();
    if (from < "name=".length()) {
      return null;
    }
    int comma = name.indexOf(',', from);
    return name.substring(from, comma < 0 ? name.length() : comma);
  }

  @Override
  public int used() {
    ObjectPool<?> there = pool.get();
    return there == null ? 0 : Math.max(0, there.getNumActive());
  }

  @Override
  public int idle() {
    ObjectPool<?> there = pool.get();
    return there == null ? 0 : Math.max(0, there.getNumIdle());
  }

  @Override
  public int max() {
    ObjectPool<?> there = pool.get();
    return there instanceof GenericObjectPool
        ? Math.max(0, ((GenericObjectPool<?>) there).getMaxTotal())
        : 0;
  }

  @Override
  public int pending() {
    ObjectPool<?> there = pool.get();
    return there instanceof GenericObjectPool ? ((GenericObjectPool<?>) there).getNumWaiters() : -1;
  }
}
