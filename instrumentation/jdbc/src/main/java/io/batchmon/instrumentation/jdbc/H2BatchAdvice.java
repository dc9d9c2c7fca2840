package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** As H2UpdateAdvice, for a batch since 2.4. */
public final class H2BatchAdvice {
  private H2BatchAdvice() {}

  public static void enter(Object command, Object values, Object keys, String sql) {
    SqlCalls.says(sql);
  }
}
