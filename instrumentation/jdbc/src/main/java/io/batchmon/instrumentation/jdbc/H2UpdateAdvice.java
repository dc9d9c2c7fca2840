package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** H2's command knows the text of a prepared statement. */
public final class H2UpdateAdvice {
  private H2UpdateAdvice() {}

  public static void enter(Object command, Object keys, String sql) {
    SqlCalls.says(sql);
  }
}
