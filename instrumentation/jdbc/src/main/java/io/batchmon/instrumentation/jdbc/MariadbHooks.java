package io.batchmon.instrumentation.jdbc;

import io.batchmon.instrumentation.api.Hook;
import java.util.List;

/** MariaDB Connector/J, whose classes were given other names within 2.x and with 3.0. */
final class MariadbHooks {
  private static final String DRIVER = "org.mariadb.jdbc.";

  private MariadbHooks() {}

  static void add(List<Hook> hooks) {
    for (String statement : new String[] {"MariaDbStatement", "Statement"}) {
      JdbcInstrumentation.statements(hooks, DRIVER + statement);
      hooks.add(Hook.on(DRIVER + statement).anyMethod("execute").advice(ExecuteAdvice.class));
    }
    for (String connection : new String[] {"MariaDbConnection", "Connection"}) {
      JdbcInstrumentation.transactions(hooks, DRIVER + connection);
    }
    until2(hooks, "sqlQuery", "MariaDbPreparedStatementClient", "ClientSidePreparedStatement");
    until2(hooks, "sql", "MariaDbPreparedStatementServer", "ServerSidePreparedStatement");
    hooks.add(
        untold("BasePrepareStatement", "executeLargeUpdate")
            .returned()
            .advice(UntoldLargeUpdateAdvice.class));
    // why: these call what is inside the methods of their superclass, not those
    for (String call : new String[] {"MariaDbProcedureStatement", "MariaDbFunctionStatement"}) {
      hooks.add(untold(call, "execute").advice(UntoldExecuteAdvice.class));
      hooks.add(untold(call, "executeQuery").advice(UntoldExecuteAdvice.class));
      hooks.add(untold(call, "executeUpdate").returned().advice(UntoldUpdateAdvice.class));
    }
    String text = Hook.INHERITED + "sql";
    for (String prepared : new String[] {"ClientPreparedStatement", "ServerPreparedStatement"}) {
      JdbcInstrumentation.prepared(hooks, DRIVER + prepared, text);
      since3(hooks, DRIVER + prepared, text);
    }
    since3(hooks, DRIVER + "BasePreparedStatement", "sql");
  }

  private static Hook.Builder untold(String call, String method) {
    return Hook.on(DRIVER + call).method(method).optional();
  }

  private static void until2(List<Hook> hooks, String field, String... names) {
    for (String name : names) {
      String prepared = DRIVER + name;
      JdbcInstrumentation.prepared(hooks, prepared, field);
      JdbcInstrumentation.preparedBatches(hooks, prepared, field);
      hooks.add(
          JdbcInstrumentation.with(field, Hook.on(prepared).method("executeInternal", "int"))
              .advice(MariadbAdvice.class));
    }
  }

  /** Up to 3.4 each of the two has its own batch, then both that of their superclass. */
  private static void since3(List<Hook> hooks, String prepared, String field) {
    for (String batch : new String[] {"executeBatch", "executeLargeBatch"}) {
      hooks.add(
          JdbcInstrumentation.with(field, Hook.on(prepared).method(batch))
              .optional()
              .returned()
              .advice(BatchAdvice.class));
    }
  }
}
