package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** Derby's statement knows the text of a prepared one, also of one in a batch. */
public final class DerbyAdvice {
  private DerbyAdvice() {}

  public static void enter(
      Object statement, Object activation, boolean query, boolean update, String sql) {
    SqlCalls.says(sql);
  }
}
