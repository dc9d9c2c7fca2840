package io.batchmon.instrumentation.jdbc;

import com.mysql.cj.PreparedQuery;
import com.mysql.cj.Query;
import com.mysql.cj.jdbc.ClientPreparedStatement;
import io.batchmon.job.SqlCalls;

/** Connector/J 8 and newer know the text of a prepared statement by its query. */
public final class MysqlAdvice {
  private MysqlAdvice() {}

  public static void enter(ClientPreparedStatement statement) {
    Query query = statement.getQuery();
    if (query instanceof PreparedQuery) {
      SqlCalls.says(((PreparedQuery) query).getOriginalSql());
    }
  }
}
