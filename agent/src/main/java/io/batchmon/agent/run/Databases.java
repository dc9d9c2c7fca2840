package io.batchmon.agent.run;

import io.batchmon.agent.sql.Database;
import io.batchmon.job.JobRuns;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Asks drivers. Loaded with the first statement: a JRE may lack java.sql. */
final class Databases {
  private static final int LONGEST_STATE = 20;

  private Databases() {}

  /** Where a statement or a connection goes; asks each connection once. */
  static Database of(@Nullable Object on) {
    try {
      Connection connection =
          on instanceof Connection
              ? (Connection) on
              : on instanceof Statement ? ((Statement) on).getConnection() : null;
      if (connection == null) {
        return Database.UNKNOWN;
      }
      Object known = JobRuns.noted(connection);
      if (known instanceof Database) {
        return (Database) known;
      }
      Database database = Database.of(connection.getMetaData().getURL());
      JobRuns.note(connection, database);
      return database;
    } catch (SQLException | RuntimeException | LinkageError closed) {
      // why: a statement that closed itself does not say any more where it went
      return Database.UNKNOWN;
    }
  }

  /** What is counted by: SQLState and vendor code, else the exception's class. */
  static String errorOf(Throwable thrown) {
    try {
      String code = SqlCode.exactly(thrown);
      if (code != null && isPlain(code)) {
        return code;
      }
    } catch (RuntimeException broken) {
      return thrown.getClass().getName();
    }
    return thrown.getClass().getName();
  }

  // why: an application may have thrown it, with anything in its place
  private static boolean isPlain(String code) {
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c <= ' ' || c > 'z') {
        return false;
      }
    }
    return code.length() <= LONGEST_STATE;
  }
}
