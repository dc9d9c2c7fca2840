package io.batchmon.job;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The door for what JDBC drivers and pools of connections do. Statements are only recorded in runs,
 * and each once, by the outermost method that sees it. Advice passes drivers' objects as they are:
 * java.sql is not on the bootstrap loader. No method throws, blocks or does I/O.
 */
public final class SqlCalls {
  /** The text of the end of a transaction. */
  public static final String COMMIT = "COMMIT";

  /** The text of the end of a transaction that is taken back. */
  public static final String ROLLBACK = "ROLLBACK";

  /** The text of several statements that are sent as one. */
  public static final String BATCH = "BATCH";

  private static final Object[] NONE = new Object[0];

  private static volatile @Nullable SqlListener listener;

  private static final int MOST_POOLS = 100;

  // why: weak references, replaced as a whole; looked through with each connection that is lent
  private static final AtomicReference<Object[]> POOLS = new AtomicReference<>(NONE);

  private SqlCalls() {}

  /** Puts the listener behind the door; null removes it. */
  public static void listen(@Nullable SqlListener newListener) {
    listener = newListener;
    if (newListener == null) {
      POOLS.set(NONE);
    }
  }

  /**
   * The calling thread is about to have a database do something.
   *
   * @param on the statement, or the connection of a commit or rollback
   * @param text null where only an inner method knows it, see {@link #says}
   * @return null where nothing is to be recorded
   */
  public static @Nullable SqlCall begin(Object on, @Nullable String text) {
    SqlListener behind = listener;
    if (behind == null) {
      return null;
    }
    try {
      SqlCall call = SqlCall.here();
      if (call.begun != null) {
        return null;
      }
      Object begun = behind.begun(text);
      if (begun == null) {
        return null;
      }
      call.start(begun, on, text);
      return call;
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "sql");
      return null;
    }
  }

  /** The text of what the calling thread has begun, if it has and did not know. */
  public static void says(@Nullable String text) {
    if (listener != null) {
      SqlCall.here().says(text);
    }
  }

  /** It is over. */
  public static void end(SqlCall call, @Nullable Throwable thrown) {
    end(call, SqlCall.UNKNOWN, 0, thrown);
  }

  /** It is over, and this many rows were changed. */
  public static void end(SqlCall call, long rows, @Nullable Throwable thrown) {
    end(call, thrown == null ? rows : SqlCall.UNKNOWN, 0, thrown);
  }

  /**
   * Several statements that were sent as one are over.
   *
   * @param counts {@code int[]} or {@code long[]} as JDBC says, else unknown
   */
  public static void endBatch(SqlCall call, @Nullable Object counts, @Nullable Throwable thrown) {
    long rows = 0;
    int batch = 0;
    if (counts instanceof int[]) {
      batch = ((int[]) counts).length;
      for (int count : (int[]) counts) {
        rows += Math.max(0, count);
      }
    } else if (counts instanceof long[]) {
      batch = ((long[]) counts).length;
      for (long count : (long[]) counts) {
        rows += Math.max(0, count);
      }
    }
    end(call, rows > 0 ? rows : SqlCall.UNKNOWN, batch, thrown);
  }

  private static void end(SqlCall call, long rows, int batch, @Nullable Throwable thrown) {
    Object begun = call.begun;
    try {
      call.stop(rows, batch);
      SqlListener behind = listener;
      if (behind != null && begun != null) {
        behind.executed(begun, call, thrown);
      }
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "sql");
    } finally {
      call.clear();
    }
  }

  /** Whether nobody has told of this pool yet, and there is room for it. */
  public static boolean isNew(Object pool) {
    return listener != null && isNew(known(), pool);
  }

  private static Object[] known() {
    return Objects.requireNonNull(POOLS.get());
  }

  private static boolean isNew(Object[] known, Object pool) {
    int alive = 0;
    for (Object one : known) {
      Object self = ((ConnectionPool) one).pool();
      if (self == pool) {
        return false;
      }
      alive += self == null ? 0 : 1;
    }
    return alive < MOST_POOLS;
  }

  /** Here is a pool that {@link #isNew}; of threads that say so at once, one is heard. */
  public static void seen(ConnectionPool pool) {
    Object self = pool.pool();
    SqlListener behind = listener;
    if (behind == null || self == null) {
      return;
    }
    Object[] known;
    do {
      known = known();
      if (!isNew(known, self)) {
        return;
      }
    } while (!POOLS.compareAndSet(known, aliveAnd(known, pool)));
    try {
      behind.poolSeen(pool);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "connections");
    }
  }

  private static Object[] aliveAnd(Object[] known, ConnectionPool added) {
    Object[] all = new Object[known.length + 1];
    int next = 0;
    for (Object one : known) {
      if (((ConnectionPool) one).pool() != null) {
        all[next++] = one;
      }
    }
    all[next++] = added;
    return Arrays.copyOf(all, next);
  }

  /**
   * The calling thread is about to ask a pool for a connection.
   *
   * @return null where nothing is to be recorded
   */
  public static @Nullable SqlCall ask() {
    if (listener == null) {
      return null;
    }
    SqlCall call = SqlCall.here();
    return call.ask() ? call : null;
  }

  /**
   * A pool has answered.
   *
   * @param connection what it lends; null if it refused
   */
  public static void answered(SqlCall call, Object pool, @Nullable Object connection) {
    long waited = call.answered();
    SqlListener behind = listener;
    if (behind == null) {
      return;
    }
    try {
      behind.lent(pool, connection, waited);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "connections");
    }
  }

  /** A pool has asked itself, and nobody else is told. */
  public static void unasked(SqlCall call) {
    call.answered();
  }

  /** A connection goes back to its pool. */
  public static void returned(Object connection) {
    SqlListener behind = listener;
    if (behind == null) {
      return;
    }
    try {
      behind.returned(connection);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "connections");
    }
  }
}
