package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** As H2UpdateAdvice, for queries before 2.0. */
public final class H2IntQueryAdvice {
  private H2IntQueryAdvice() {}

  public static void enter(Object command, int rows, boolean scroll, String sql) {
    SqlCalls.says(sql);
  }
}
