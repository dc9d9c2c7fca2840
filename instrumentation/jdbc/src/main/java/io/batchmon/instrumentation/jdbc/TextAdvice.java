package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** A method inside the one that was called, of a statement whose field is its text. */
public final class TextAdvice {
  private TextAdvice() {}

  public static void enter(Object statement, String sql) {
    SqlCalls.says(sql);
  }
}
