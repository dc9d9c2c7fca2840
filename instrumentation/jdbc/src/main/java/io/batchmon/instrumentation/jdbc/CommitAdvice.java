package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** The end of a transaction. */
public final class CommitAdvice {
  private CommitAdvice() {}

  public static @Nullable SqlCall enter(Object connection) {
    return SqlCalls.begin(connection, SqlCalls.COMMIT);
  }

  public static void exit(SqlCall call, @Nullable Throwable thrown) {
    SqlCalls.end(call, thrown);
  }
}
