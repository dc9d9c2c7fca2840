package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** A connection that was lent is closed, and so goes back to its pool. */
public final class ReturnAdvice {
  private ReturnAdvice() {}

  public static void enter(Object connection) {
    SqlCalls.returned(connection);
  }
}
