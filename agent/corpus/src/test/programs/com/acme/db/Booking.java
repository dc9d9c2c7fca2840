package com.acme.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import corpus.Env;
import corpus.Job;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** JDBC on three databases, and drivers that find none. */
public class Booking implements Job {
  // @insert

  private static final String[] KINDS = {
    "duplicate",
    "foreign",
    "null",
    "no-table",
    "no-column",
    "syntax",
    "too-long",
    "conversion",
    "division",
    "closed",
    "no-row",
    "bad-column",
    "closed-statement",
    "duplicate-batch",
    "parameter-missing",
    "check",
  };

  @Override
  public String[] bugs() {
    String[] databases = {"h2", "hsqldb", "derby"};
    String[] others = {
      "pool-empty",
      "pool-no-database",
      "postgresql-refused",
      "mariadb-refused",
      "no-driver",
      "postgresql-refused-2",
      "h2-timeout",
      "h2-wrong-password",
      "pool-closed",
      "wrapped-duplicate",
      "wrapped-no-table",
    };
    String[] bugs = new String[databases.length * KINDS.length + others.length];
    for (int i = 0; i < databases.length; i++) {
      for (int j = 0; j < KINDS.length; j++) {
        bugs[i * KINDS.length + j] = databases[i] + "-" + KINDS[j];
      }
    }
    System.arraycopy(others, 0, bugs, databases.length * KINDS.length, others.length);
    return bugs;
  }

  @Override
  public void run(String bug, Env env) throws Exception {
    switch (bug) {
      case "none":
        break;
      case "pool-empty":
        poolEmpty(env);
        break;
      case "pool-closed":
        HikariDataSource closed = pool("jdbc:h2:mem:" + env.id());
        closed.close();
        closed.getConnection().close();
        break;
      case "pool-no-database":
        pool("jdbc:postgresql://" + env.host() + ":" + env.closedPort() + "/orders")
            .getConnection()
            .close();
        break;
      case "postgresql-refused":
        connect("jdbc:postgresql://" + env.host() + ":" + env.closedPort() + "/orders");
        break;
      case "postgresql-refused-2":
        DriverManager.getConnection(
                "jdbc:postgresql://" + env.host() + ":" + env.closedPort() + "/ledger")
            .close();
        break;
      case "mariadb-refused":
        connect("jdbc:mariadb://" + env.host() + ":" + env.closedPort() + "/orders");
        break;
      case "no-driver":
        connect("jdbc:nosuch:" + env.id());
        break;
      case "h2-timeout":
        lockTimeout(env);
        break;
      case "h2-wrong-password":
        wrongPassword(env);
        break;
      case "wrapped-duplicate":
        wrapped(env, "duplicate");
        break;
      case "wrapped-no-table":
        wrapped(env, "no-table");
        break;
      default:
        int dash = bug.indexOf('-');
        try (Connection connection =
            DriverManager.getConnection(url(bug.substring(0, dash), env), "sa", "")) {
          book(connection, bug.substring(dash + 1), env);
        }
    }
  }

  private String url(String database, Env env) {
    switch (database) {
      case "h2":
        return "jdbc:h2:mem:b" + env.id();
      case "hsqldb":
        return "jdbc:hsqldb:mem:b" + env.id();
      default:
        return "jdbc:derby:memory:b" + env.id() + ";create=true";
    }
  }

  private void book(Connection connection, String kind, Env env) throws SQLException {
    String table = "b" + env.id();
    execute(
        connection,
        "create table "
            + table
            + " (id int primary key, name varchar(60) not null, n int, ref int, check (n < 100000000))");
    execute(
        connection,
        "alter table " + table + " add foreign key (ref) references " + table + " (id)");
    int id = env.number();
    execute(
        connection,
        "insert into " + table + " (id, name) values (" + id + ", 'x" + env.id() + "')");
    switch (kind) {
      case "duplicate":
        execute(connection, "insert into " + table + " (id, name) values (" + id + ", 'x')");
        break;
      case "foreign":
        execute(
            connection,
            "insert into " + table + " (id, name, ref) values (" + (id + 1) + ", 'x', 7)");
        break;
      case "null":
        execute(connection, "insert into " + table + " (id, name) values (" + (id + 1) + ", null)");
        break;
      case "check":
        execute(
            connection,
            "insert into " + table + " (id, name, n) values (" + (id + 1) + ", 'x', 999999999)");
        break;
      case "no-table":
        execute(connection, "delete from x" + env.id());
        break;
      case "no-column":
        execute(connection, "update " + table + " set z" + env.id() + " = 1");
        break;
      case "syntax":
        execute(connection, "selekt " + env.id());
        break;
      case "too-long":
        execute(
            connection,
            "insert into "
                + table
                + " (id, name) values ("
                + (id + 1)
                + ", '"
                + new String(new char[99]).replace('\0', 'x')
                + "')");
        break;
      case "conversion":
        execute(
            connection,
            "insert into "
                + table
                + " (id, name, n) values ("
                + (id + 1)
                + ", 'x', cast('a"
                + env.id()
                + "' as int))");
        break;
      case "division":
        execute(connection, "update " + table + " set n = " + env.number() + " / (id - id)");
        break;
      case "closed":
        connection.close();
        execute(connection, "delete from " + table);
        break;
      case "no-row":
        read(connection, "select id from " + table + " where id = -1");
        break;
      case "bad-column":
        column(connection, "select id from " + table);
        break;
      case "closed-statement":
        Statement statement = connection.createStatement();
        statement.close();
        statement.executeUpdate("delete from " + table);
        break;
      case "duplicate-batch":
        batch(connection, table, id);
        break;
      case "parameter-missing":
        try (PreparedStatement prepared =
            connection.prepareStatement("insert into " + table + " (id, name) values (?, ?)")) {
          prepared.setInt(1, 1);
          prepared.executeUpdate();
        }
        break;
      default:
        break;
    }
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      rows.getInt(1);
    }
  }

  private void column(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      rows.getInt("nosuch");
    }
  }

  private void batch(Connection connection, String table, int id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("insert into " + table + " (id, name) values (?, ?)")) {
      for (int i = 0; i < 3; i++) {
        statement.setInt(1, id);
        statement.setString(2, "x");
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void connect(String url) throws SQLException {
    DriverManager.getConnection(url, "sa", "").close();
  }

  private HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(250);
    config.setInitializationFailTimeout(url.contains("postgres") ? -1 : 1);
    return new HikariDataSource(config);
  }

  private void poolEmpty(Env env) throws SQLException {
    try (HikariDataSource pool = pool("jdbc:h2:mem:" + env.id());
        Connection first = pool.getConnection()) {
      pool.getConnection().close();
    }
  }

  private void lockTimeout(Env env) throws SQLException {
    String url = "jdbc:h2:mem:" + env.id() + ";LOCK_TIMEOUT=50";
    try (Connection first = DriverManager.getConnection(url);
        Connection second = DriverManager.getConnection(url)) {
      execute(first, "create table t (id int primary key)");
      execute(first, "insert into t values (1)");
      first.setAutoCommit(false);
      execute(first, "update t set id = 2");
      execute(second, "update t set id = 3");
    }
  }

  private void wrongPassword(Env env) throws SQLException {
    String url = "jdbc:h2:mem:" + env.id();
    try (Connection first = DriverManager.getConnection(url, "sa", "right")) {
      DriverManager.getConnection(url, "sa", env.id()).close();
    }
  }

  private void wrapped(Env env, String kind) {
    try (Connection connection = DriverManager.getConnection(url("h2", env), "sa", "")) {
      book(connection, kind, env);
    } catch (SQLException failure) {
      throw new IllegalStateException("Booking " + env.id() + " failed", failure);
    }
  }
}
