package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCall;
import io.batchmon.job.SqlCalls;
import org.jspecify.annotations.Nullable;

/** Tomcat's pool lends its first connections to itself. */
public final class TomcatFillAdvice {
  private TomcatFillAdvice() {}

  public static @Nullable SqlCall enter(Object pool) {
    return SqlCalls.ask();
  }

  public static void exit(SqlCall call, @Nullable Throwable thrown) {
    SqlCalls.unasked(call);
  }
}
