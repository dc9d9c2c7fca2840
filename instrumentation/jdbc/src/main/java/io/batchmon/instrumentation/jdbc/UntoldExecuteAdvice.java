package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** As ExecuteAdvice; a method inside this one knows the text. */
public final class UntoldExecuteAdvice {
  private UntoldExecuteAdvice() {}

  public static @Nullable SqlCall enter(Object statement) {
    return SqlCalls.begin(statement, null);
  }

  public static void exit(SqlCall call, @Nullable Throwable thrown) {
    SqlCalls.end(call, thrown);
  }
}
