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
  POSTGRES(null);

  private static @Nullable EmbeddedPostgres server;

  private final @Nullable String url;

  TestDatabase(@Nullable String url) {
    this.url = url;
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

  String url() {
    return url == null ? postgres() : url;
  }

  /** A connection to a database whose only table is empty. */
  Connection connect() throws SQLException {
    // why: HikariCP shortens it for the whole JVM
    DriverManager.setLoginTimeout(0);
    Connection connection = DriverManager.getConnection(url());
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
