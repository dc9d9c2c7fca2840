package io.batchmon.instrumentation.jdbc;

import io.batchmon.job.SqlCalls;
import org.postgresql.core.CachedQuery;

/** PostgreSQL's cached query knows the text of a prepared statement. */
public final class PostgresAdvice {
  private PostgresAdvice() {}

  public static void enter(Object statement, CachedQuery query) {
    SqlCalls.says(query.query.getNativeSql());
  }
}
