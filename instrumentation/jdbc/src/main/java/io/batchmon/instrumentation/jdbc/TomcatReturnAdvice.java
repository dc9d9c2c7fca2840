package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;

/** A connection that was lent is back in Tomcat's pool. */
public final class TomcatReturnAdvice {
  private TomcatReturnAdvice() {}

  public static void enter(Object pool, Object connection) {
    SqlCalls.returned(connection);
  }
}
