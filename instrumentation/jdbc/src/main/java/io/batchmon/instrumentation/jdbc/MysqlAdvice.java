package io.batchmon.instrumentation.jdbc;

import com.mysql.cj.PreparedQuery;
import io.batchmon.job.SqlCalls;

/** MySQL's query knows the text of a prepared statement. */
public final class MysqlAdvice {
  private MysqlAdvice() {}

  public static void enter(Object statement, PreparedQuery query) {
    SqlCalls.says(query.getOriginalSql());
  }
}
