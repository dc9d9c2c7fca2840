package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** A statement whose changed rows the method does not return. */
public final class ExecuteAdvice {
  private ExecuteAdvice() {}

  public static @Nullable SqlCall enter(Object statement, String sql) {
    return SqlCalls.begin(statement, sql);
  }

  public static void exit(SqlCall call, @Nullable Throwable thrown) {
    SqlCalls.end(call, thrown);
  }
}
