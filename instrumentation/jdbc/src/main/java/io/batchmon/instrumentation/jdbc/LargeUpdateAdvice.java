package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** A statement that returns how many rows were changed. */
public final class LargeUpdateAdvice {
  private LargeUpdateAdvice() {}

  public static @Nullable SqlCall enter(Object statement, String sql) {
    return SqlCalls.begin(statement, sql);
  }

  public static void exit(SqlCall call, long rows, @Nullable Throwable thrown) {
    SqlCalls.end(call, rows, thrown);
  }
}
