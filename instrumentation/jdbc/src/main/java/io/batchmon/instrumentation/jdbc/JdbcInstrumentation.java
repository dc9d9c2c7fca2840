package io.batchmon.instrumentation.jdbc;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Drivers of databases, and pools of connections. Statements are seen in the drivers alone: what
 * pools and frameworks wrap around them is passed through, so that each counts once.
 */
public final class JdbcInstrumentation implements JobInstrumentation {
  private static final String TEXT = "java.lang.String";
  private static final String H2 = "org.h2.jdbc.Jdbc";
  private static final String HSQLDB = "org.hsqldb.jdbc.JDBC";
  private static final String DERBY = "org.apache.derby.impl.jdbc.Embed";
  private static final String SQLITE = "org.sqlite.";
  private static final String POSTGRES = "org.postgresql.jdbc.Pg";

  @Override
  public String name() {
    return "jdbc";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    h2(hooks);
    hsqldb(hooks);
    derby(hooks);
    sqlite(hooks);
    postgres(hooks);
    MysqlHooks.add(hooks);
    MariadbHooks.add(hooks);
    pools(hooks);
    return hooks;
  }

  private static void h2(List<Hook> hooks) {
    statements(hooks, H2 + "Statement");
    hooks.add(Hook.on(H2 + "Statement").anyMethod("execute").advice(ExecuteAdvice.class));
    String prepared = H2 + "PreparedStatement";
    hooks.add(Hook.on(prepared).method("executeQuery").advice(UntoldExecuteAdvice.class));
    hooks.add(Hook.on(prepared).method("execute").advice(UntoldExecuteAdvice.class));
    hooks.add(
        Hook.on(prepared).method("executeUpdate").returned().advice(UntoldUpdateAdvice.class));
    hooks.add(
        Hook.on(prepared)
            .method("executeLargeUpdate")
            .returned()
            .advice(UntoldLargeUpdateAdvice.class));
    batches(hooks, prepared);
    // why: the command knows the text, and whether it is here or on a server
    for (String command : new String[] {"org.h2.command.Command", "org.h2.command.CommandRemote"}) {
      hooks.add(h2Text(command, "executeUpdate", "java.lang.Object").advice(H2UpdateAdvice.class));
      hooks.add(
          h2Text(command, "executeBatchUpdate", "java.util.ArrayList", "java.lang.Object")
              .optional()
              .advice(H2BatchAdvice.class));
      hooks.add(
          h2Text(command, "executeQuery", "long", "int", "boolean")
              .alternative()
              .advice(H2QueryAdvice.class));
      hooks.add(
          h2Text(command, "executeQuery", "long", "boolean")
              .alternative()
              .advice(H2LongQueryAdvice.class));
      hooks.add(
          h2Text(command, "executeQuery", "int", "boolean")
              .alternative()
              .advice(H2IntQueryAdvice.class));
    }
    transactions(hooks, H2 + "Connection");
  }

  private static Hook.Builder h2Text(String command, String method, String... types) {
    return Hook.on(command).method(method, types).field("sql", TEXT);
  }

  private static void hsqldb(List<Hook> hooks) {
    statements(hooks, HSQLDB + "Statement");
    hooks.add(Hook.on(HSQLDB + "Statement").anyMethod("execute").advice(ExecuteAdvice.class));
    String prepared = HSQLDB + "PreparedStatement";
    prepared(hooks, prepared, "sql");
    preparedBatches(hooks, prepared, "sql");
    transactions(hooks, HSQLDB + "Connection");
  }

  private static void derby(List<Hook> hooks) {
    statements(hooks, DERBY + "Statement");
    hooks.add(Hook.on(DERBY + "Statement").anyMethod("execute").advice(ExecuteAdvice.class));
    hooks.add(
        Hook.on(DERBY + "Statement")
            .method(
                "executeStatement", "org.apache.derby.iapi.sql.Activation", "boolean", "boolean")
            .field("SQLText", TEXT)
            .advice(DerbyAdvice.class));
    prepared(hooks, DERBY + "PreparedStatement", Hook.INHERITED + "SQLText");
    transactions(hooks, DERBY + "Connection");
  }

  private static void sqlite(List<Hook> hooks) {
    String statement = SQLITE + "jdbc3.JDBC3Statement";
    statements(hooks, statement);
    hooks.add(Hook.on(statement).anyMethod("execute").advice(ExecuteAdvice.class));
    prepared(hooks, SQLITE + "jdbc3.JDBC3PreparedStatement", Hook.INHERITED + "sql");
    preparedBatches(hooks, SQLITE + "core.CorePreparedStatement", Hook.INHERITED + "sql");
    // why: these moved from one class to the other between versions
    for (String connection :
        new String[] {SQLITE + "SQLiteConnection", SQLITE + "jdbc3.JDBC3Connection"}) {
      hooks.add(Hook.on(connection).method("commit").optional().advice(CommitAdvice.class));
      hooks.add(Hook.on(connection).method("rollback").optional().advice(RollbackAdvice.class));
    }
  }

  private static void postgres(List<Hook> hooks) {
    String statement = POSTGRES + "Statement";
    statements(hooks, statement);
    // why: there is another one that takes no text; what asks for keys otherwise ends in these
    hooks.add(Hook.on(statement).method("execute", TEXT).advice(ExecuteAdvice.class));
    hooks.add(Hook.on(statement).method("execute", TEXT, TEXT + "[]").advice(ExecuteAdvice.class));
    String prepared = POSTGRES + "PreparedStatement";
    hooks.add(Hook.on(prepared).method("executeQuery").advice(UntoldExecuteAdvice.class));
    hooks.add(Hook.on(prepared).method("execute").advice(UntoldExecuteAdvice.class));
    hooks.add(
        Hook.on(prepared).method("executeUpdate").returned().advice(UntoldUpdateAdvice.class));
    hooks.add(
        Hook.on(prepared)
            .method("executeLargeUpdate")
            .optional()
            .returned()
            .advice(UntoldLargeUpdateAdvice.class));
    hooks.add(Hook.on(prepared).method("executeBatch").returned().advice(UntoldBatchAdvice.class));
    for (String method :
        new String[] {
          "executeQuery", "execute", "executeUpdate", "executeLargeUpdate", "executeBatch"
        }) {
      hooks.add(
          Hook.on(prepared)
              .method(method)
              .optional()
              .field("preparedQuery", "org.postgresql.core.CachedQuery")
              .advice(PostgresAdvice.class));
    }
    transactions(hooks, POSTGRES + "Connection");
  }

  /** What all but one of them declare in the same way; {@code execute} is left to the caller. */
  static void statements(List<Hook> hooks, String statement) {
    hooks.add(Hook.on(statement).anyMethod("executeQuery").advice(ExecuteAdvice.class));
    hooks.add(Hook.on(statement).anyMethod("executeUpdate").returned().advice(UpdateAdvice.class));
    hooks.add(
        Hook.on(statement)
            .anyMethod("executeLargeUpdate")
            .optional()
            .returned()
            .advice(LargeUpdateAdvice.class));
    batches(hooks, statement);
  }

  static void batches(List<Hook> hooks, String statement) {
    hooks.add(Hook.on(statement).method("executeBatch").returned().advice(UntoldBatchAdvice.class));
    hooks.add(
        Hook.on(statement)
            .method("executeLargeBatch")
            .optional()
            .returned()
            .advice(UntoldBatchAdvice.class));
  }

  static void prepared(List<Hook> hooks, String prepared, String field) {
    hooks.add(with(field, Hook.on(prepared).method("executeQuery")).advice(ExecuteAdvice.class));
    hooks.add(with(field, Hook.on(prepared).method("execute")).advice(ExecuteAdvice.class));
    hooks.add(
        with(field, Hook.on(prepared).method("executeUpdate"))
            .returned()
            .advice(UpdateAdvice.class));
    hooks.add(
        with(field, Hook.on(prepared).method("executeLargeUpdate"))
            .optional()
            .returned()
            .advice(LargeUpdateAdvice.class));
  }

  static void preparedBatches(List<Hook> hooks, String prepared, String field) {
    hooks.add(
        with(field, Hook.on(prepared).method("executeBatch")).returned().advice(BatchAdvice.class));
    hooks.add(
        with(field, Hook.on(prepared).method("executeLargeBatch"))
            .optional()
            .returned()
            .advice(BatchAdvice.class));
  }

  static Hook.Builder with(String field, Hook.Builder hook) {
    return hook.field(field, TEXT);
  }

  static void transactions(List<Hook> hooks, String connection) {
    hooks.add(Hook.on(connection).method("commit").advice(CommitAdvice.class));
    hooks.add(Hook.on(connection).method("rollback").advice(RollbackAdvice.class));
  }

  private static void pools(List<Hook> hooks) {
    hooks.add(
        Hook.on("com.zaxxer.hikari.pool.HikariPool")
            .method("getConnection", "long")
            .returned()
            .advice(HikariAdvice.class));
    hooks.add(
        Hook.on("com.zaxxer.hikari.pool.ProxyConnection")
            .method("close")
            .advice(ReturnAdvice.class));
    String dbcp = "org.apache.commons.dbcp2.PoolingDataSource";
    for (String field : new String[] {"pool", "_pool"}) {
      hooks.add(
          Hook.on(dbcp)
              .method("getConnection")
              .alternative()
              .field(field, "org.apache.commons.pool2.ObjectPool")
              .returned()
              .advice(DbcpAdvice.class));
    }
    hooks.add(
        Hook.on(dbcp + "$PoolGuardConnectionWrapper").method("close").advice(ReturnAdvice.class));
    String tomcat = "org.apache.tomcat.jdbc.pool.ConnectionPool";
    hooks.add(
        Hook.on(tomcat)
            .method("borrowConnection", "int", TEXT, TEXT)
            .returned()
            .advice(TomcatAdvice.class));
    hooks.add(Hook.on(tomcat).anyMethod("init").advice(TomcatFillAdvice.class));
    hooks.add(
        Hook.on(tomcat)
            .method("returnConnection", "org.apache.tomcat.jdbc.pool.PooledConnection")
            .advice(TomcatReturnAdvice.class));
    String c3p0 = "com.mchange.v2.c3p0.impl.";
    hooks.add(
        Hook.on(c3p0 + "AbstractPoolBackedDataSource")
            .anyMethod("getConnection")
            .returned()
            .advice(C3p0Advice.class));
    for (String connection : new String[] {"NewProxyConnection", "AbstractNewProxyConnection"}) {
      hooks.add(Hook.on(c3p0 + connection).method("close").advice(ReturnAdvice.class));
    }
  }
}
