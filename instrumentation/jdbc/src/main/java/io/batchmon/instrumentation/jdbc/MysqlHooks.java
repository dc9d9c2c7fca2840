package io.batchmon.instrumentation.jdbc;

import io.batchmon.instrumentation.api.Hook;
import java.util.List;

/** MySQL Connector/J: 5.1, and what all of it is called since 8.0. */
final class MysqlHooks {
  private static final String OLD = "com.mysql.jdbc.";
  private static final String NEW = "com.mysql.cj.jdbc.";

  private MysqlHooks() {}

  static void add(List<Hook> hooks) {
    for (String driver : new String[] {OLD, NEW}) {
      String statement = driver + "StatementImpl";
      JdbcInstrumentation.statements(hooks, statement);
      hooks.add(Hook.on(statement).anyMethod("execute").advice(ExecuteAdvice.class));
      JdbcInstrumentation.transactions(hooks, driver + "ConnectionImpl");
    }
    JdbcInstrumentation.prepared(hooks, OLD + "PreparedStatement", "originalSql");
    hooks.add(
        JdbcInstrumentation.with(
                "originalSql", Hook.on(OLD + "PreparedStatement").method("executeBatchInternal"))
            .advice(TextAdvice.class));
    // why: it sends statements of its own for the parameters before and after the call
    String call = OLD + "CallableStatement";
    JdbcInstrumentation.prepared(hooks, call, Hook.INHERITED + "originalSql");
    JdbcInstrumentation.preparedBatches(hooks, call, Hook.INHERITED + "originalSql");
    for (String prepared : new String[] {"ClientPreparedStatement", "CallableStatement"}) {
      preparedSince8(hooks, NEW + prepared);
    }
    JdbcInstrumentation.batches(hooks, NEW + "CallableStatement");
    for (String batch : new String[] {"executeBatch", "executeLargeBatch"}) {
      hooks.add(text(NEW + "CallableStatement", batch));
    }
    hooks.add(text(NEW + "ClientPreparedStatement", "executeBatchInternal"));
  }

  private static void preparedSince8(List<Hook> hooks, String prepared) {
    hooks.add(Hook.on(prepared).method("executeQuery").advice(UntoldExecuteAdvice.class));
    hooks.add(Hook.on(prepared).method("execute").advice(UntoldExecuteAdvice.class));
    hooks.add(
        Hook.on(prepared).method("executeUpdate").returned().advice(UntoldUpdateAdvice.class));
    hooks.add(
        Hook.on(prepared)
            .method("executeLargeUpdate")
            .returned()
            .advice(UntoldLargeUpdateAdvice.class));
    for (String method :
        new String[] {"executeQuery", "execute", "executeUpdate", "executeLargeUpdate"}) {
      hooks.add(text(prepared, method));
    }
  }

  private static Hook text(String prepared, String method) {
    return Hook.on(prepared)
        .method(method)
        .field(Hook.INHERITED + "query", "com.mysql.cj.Query")
        .advice(MysqlAdvice.class);
  }
}
