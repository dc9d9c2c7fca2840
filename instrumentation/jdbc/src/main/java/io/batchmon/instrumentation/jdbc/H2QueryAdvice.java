package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** As H2UpdateAdvice, for queries since 2.4. */
public final class H2QueryAdvice {
  private H2QueryAdvice() {}

  public static void enter(Object command, long rows, int fetch, boolean scroll, String sql) {
    SqlCalls.says(sql);
  }
}
