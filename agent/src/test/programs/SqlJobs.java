import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * A night's work on a ledger, by a driver of the application and by one of another class loader.
 */
public final class SqlJobs {
  private static final int ROWS = 1000;

  private SqlJobs() {}

  public static void main(String[] args) throws Exception {
    String url = "jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1;PASSWORD=hunter2";
    try (Connection connection = DriverManager.getConnection(url, "sa", "hunter2")) {
      work(connection);
      URL jar = org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation();
      ClassLoader platform = ClassLoader.getSystemClassLoader().getParent();
      try (URLClassLoader other = new URLClassLoader(new URL[] {jar}, platform)) {
        Driver driver =
            (Driver) other.loadClass("org.h2.Driver").getDeclaredConstructor().newInstance();
        try (Connection theirs = driver.connect("jdbc:h2:mem:archive", new Properties());
            Statement statement = theirs.createStatement()) {
          statement.execute("CREATE TABLE archive (id INT)");
        }
      }
      if (args.length > 0) {
        try (Statement statement = connection.createStatement()) {
          statement.executeUpdate("INSERT INTO entries VALUES (1, 'hunter2')");
        }
      }
    }
    System.out.println("done");
  }

  private static void work(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE entries (id INT PRIMARY KEY, note VARCHAR(50))");
      statement.execute("CREATE ALIAS NAP FOR \"SqlJobs.nap\"");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO entries VALUES (?, ?) -- hunter2")) {
      for (int i = 0; i < ROWS; i++) {
        insert.setInt(1, i);
        insert.setString(2, "hunter2");
        insert.executeUpdate();
      }
    }
    connection.setAutoCommit(false);
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE entries SET note = 'hunter2' WHERE id = ?")) {
      for (int i = 0; i < 100; i++) {
        update.setInt(1, i);
        update.addBatch();
      }
      update.executeBatch();
    }
    connection.rollback();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT NAP(300), 'hunter2' FROM entries WHERE id = 5")) {
      rows.next();
    }
  }

  /** Called by the database. */
  public static int nap(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return millis;
  }
}
