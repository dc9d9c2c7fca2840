package io.batchmon.instrumentation.jdbc;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource;
import io.batchmon.job.ConnectionPool;
import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** c3p0 lends a connection; an object of this class is how the agent sees the pool. */
public final class C3p0Advice implements ConnectionPool {
  private final WeakReference<AbstractPoolBackedDataSource> pool;

  private C3p0Advice(AbstractPoolBackedDataSource pool) {
    this.pool = new WeakReference<>(pool);
  }

  public static @Nullable SqlCall enter(AbstractPoolBackedDataSource pool) {
    if (SqlCalls.isNew(pool)) {
      SqlCalls.seen(new C3p0Advice(pool));
    }
    return SqlCalls.ask();
  }

  public static void exit(
      SqlCall call,
      AbstractPoolBackedDataSource pool,
      @Nullable Object connection,
      @Nullable Throwable thrown) {
    SqlCalls.answered(call, pool, connection);
  }

  @Override
  public @Nullable Object pool() {
    return pool.get();
  }

  // why: without a name it is called by a token, another one in each JVM
  @Override
  public @Nullable String name() {
    AbstractPoolBackedDataSource there = pool.get();
    String name = there == null ? null : there.getDataSourceName();
    return name == null || there == null || name.equals(there.getIdentityToken()) ? null : name;
  }

  @Override
  public int used() {
    AbstractPoolBackedDataSource there = pool.get();
    try {
      return there == null ? 0 : there.getNumBusyConnectionsDefaultUser();
    } catch (SQLException closed) {
      return 0;
    }
  }

  @Override
  public int idle() {
    AbstractPoolBackedDataSource there = pool.get();
    try {
      return there == null ? 0 : there.getNumIdleConnectionsDefaultUser();
    } catch (SQLException closed) {
      return 0;
    }
  }

  @Override
  public int max() {
    AbstractPoolBackedDataSource there = pool.get();
    return there instanceof ComboPooledDataSource
        ? ((ComboPooledDataSource) there).getMaxPoolSize()
        : 0;
  }

  @Override
  public int pending() {
    AbstractPoolBackedDataSource there = pool.get();
    try {
      return there == null ? -1 : there.getNumThreadsAwaitingCheckoutDefaultUser();
    } catch (SQLException closed) {
      return -1;
    }
  }
}
