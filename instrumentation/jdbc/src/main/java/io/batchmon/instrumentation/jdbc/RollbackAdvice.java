package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** The end of a transaction that is taken back. */
public final class RollbackAdvice {
  private RollbackAdvice() {}

  public static @Nullable SqlCall enter(Object connection) {
    return SqlCalls.begin(connection, SqlCalls.ROLLBACK);
  }

  public static void exit(SqlCall call, @Nullable Throwable thrown) {
    SqlCalls.end(call, thrown);
  }
}
