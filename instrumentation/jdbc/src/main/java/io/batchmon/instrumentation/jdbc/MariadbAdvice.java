package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** As TextAdvice, for what MariaDB's driver calls up to 2.7 inside. */
public final class MariadbAdvice {
  private MariadbAdvice() {}

  public static void enter(Object statement, int fetch, String sql) {
    SqlCalls.says(sql);
  }
}
