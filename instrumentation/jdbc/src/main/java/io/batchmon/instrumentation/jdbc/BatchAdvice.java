package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** A batch of one statement with many values. */
public final class BatchAdvice {
  private BatchAdvice() {}

  public static @Nullable SqlCall enter(Object statement, String sql) {
    return SqlCalls.begin(statement, sql);
  }

  public static void exit(SqlCall call, @Nullable Object counts, @Nullable Throwable thrown) {
    SqlCalls.endBatch(call, counts, thrown);
  }
}
