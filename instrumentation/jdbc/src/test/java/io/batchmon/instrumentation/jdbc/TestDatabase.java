package io.batchmon.instrumentation.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A real database of each driver, with a new empty table {@code orders} for each connection. */
enum TestDatabase {
  H2("jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1"),
  HSQLDB("jdbc:hsqldb:mem:orders"),
  DERBY("jdbc:derby:memory:orders;create=true"),
  SQLITE("jdbc:sqlite::memory:"),
  POSTGRES(null),
  MYSQL("com.mysql.jdbc.Driver", null),
  MYSQL_8_0("com.mysql.cj.jdbc.Driver", "mysql-connector-java-8.0.11.jar"),
  MARIADB("org.mariadb.jdbc.Driver", null),
  MARIADB_2_7("org.mariadb.jdbc.Driver", "mariadb-java-client-2.7.12.jar"),
  MARIADB_3_1("org.mariadb.jdbc.Driver", "mariadb-java-client-3.1.4.jar");

  private static @Nullable EmbeddedPostgres server;

  private final @Nullable String url;
  private final @Nullable String driver;
  private final @Nullable String jar;

  TestDatabase(@Nullable String url) {
    this.url = url;
    this.driver = null;
    this.jar = null;
  }

  TestDatabase(String driver, @Nullable String jar) {
    this.url = null;
    this.driver = driver;
    this.jar = jar;
  }

  private static synchronized String postgres() {
    try {
      if (server == null) {
        EmbeddedPostgres started = EmbeddedPostgres.builder().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
        server = started;
      }
      return server.getJdbcUrl("postgres", "postgres");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void close(EmbeddedPostgres started) {
    try {
      started.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Those that speak MySQL's protocol. */
  boolean isMysql() {
    return driver != null;
  }

  /** A connection to a database whose only table is empty. */
  Connection connect() throws SQLException {
    // why: of the options, one driver needs the first and others the second; all pass over the rest
    return connect("&useBulkStmts=false&useSSL=false");
  }

  /** As above; options are for those that speak MySQL's protocol. */
  Connection connect(String options) throws SQLException {
    // why: HikariCP shortens it for the whole JVM
    DriverManager.setLoginTimeout(0);
    Connection connection =
        driver != null
            ? MariadbServer.connect(driver, jar, options)
            : DriverManager.getConnection(url == null ? postgres() : url);
    try (var statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE orders");
    } catch (SQLException firstTime) {
      // nothing to drop
    }
    try (var statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(100))");
    }
    return connection;
  }
}
