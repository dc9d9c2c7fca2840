package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** A batch; a method inside this one may know the text. */
public final class UntoldBatchAdvice {
  private UntoldBatchAdvice() {}

  public static @Nullable SqlCall enter(Object statement) {
    return SqlCalls.begin(statement, null);
  }

  public static void exit(SqlCall call, @Nullable Object counts, @Nullable Throwable thrown) {
    SqlCalls.endBatch(call, counts, thrown);
  }
}
