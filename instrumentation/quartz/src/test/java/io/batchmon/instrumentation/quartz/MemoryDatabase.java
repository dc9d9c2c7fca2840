package io.batchmon.instrumentation.quartz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.quartz.utils.ConnectionProvider;

/** H2 in memory with the tables of Quartz. */
public final class MemoryDatabase implements ConnectionProvider {
  private static final String URL = "jdbc:h2:mem:quartz;DB_CLOSE_DELAY=-1";

  /** Empties the database and makes the tables anew. */
  static void create() throws SQLException, IOException {
    try (InputStream tables = MemoryDatabase.class.getResourceAsStream("/quartz-tables.sql")) {
      execute("DROP ALL OBJECTS");
      execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return DriverManager.getConnection(URL);
  }

  // why: the interface has this method from 2.2 on only
  @SuppressWarnings("MissingOverride")
  public void initialize() {}

  @Override
  public void shutdown() {}
}
