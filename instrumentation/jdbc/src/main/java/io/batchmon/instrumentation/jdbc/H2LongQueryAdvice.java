package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** As H2UpdateAdvice, for queries of 2.0 to 2.3. */
public final class H2LongQueryAdvice {
  private H2LongQueryAdvice() {}

  public static void enter(Object command, long rows, boolean scroll, String sql) {
    SqlCalls.says(sql);
  }
}
