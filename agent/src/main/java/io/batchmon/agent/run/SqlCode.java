package io.batchmon.agent.run;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Loaded only when a class called {@code java.sql.SQLException} was seen: a JRE may lack it. */
final class SqlCode {
  /** What all codes of databases begin with. */
  static final String KIND = "sql:";

  private static final String CONNECTION_LOST = KIND + "08";
  private static final int MOST_CAUSES = 8;

  private SqlCode() {}

  /**
   * SQLState and vendor code; of class 08 no more than that. The class alone would not do: drivers
   * without vendor codes say 0, Derby says how severe it is.
   */
  static @Nullable String of(Throwable failure) {
    if (!(failure instanceof SQLException)) {
      return null;
    }
    SQLException thrown = (SQLException) failure;
    String state = orEmpty(thrown.getSQLState());
    int vendor = thrown.getErrorCode();
    if (state.isEmpty() && vendor == 0) {
      SQLException next = thrown.getNextException();
      if (next != null) {
        state = orEmpty(next.getSQLState());
        vendor = next.getErrorCode();
      }
    }
    if (isConnectionLost(failure, state)) {
      return CONNECTION_LOST;
    }
    if (vendor == 0 || state.equals(String.valueOf(vendor))) {
      return state.isEmpty() ? null : "sql:" + state;
    }
    return "sql:" + state + '/' + vendor;
  }

  /** SQLState and vendor code as they are, {@code 23505/1062}; null where there is neither. */
  static @Nullable String exactly(Throwable failure) {
    Throwable thrown = failure;
    for (int i = 0; i < MOST_CAUSES && thrown != null && !(thrown instanceof SQLException); i++) {
      thrown = thrown.getCause();
    }
    if (!(thrown instanceof SQLException)) {
      return null;
    }
    String state = orEmpty(((SQLException) thrown).getSQLState());
    int vendor = ((SQLException) thrown).getErrorCode();
    if (vendor == 0 || state.equals(String.valueOf(vendor))) {
      return state.isEmpty() ? null : state;
    }
    return state + '/' + vendor;
  }

  // why: PostgreSQL that is shut down says 57P01 to 57P03, and pools time out without a state
  private static boolean isConnectionLost(Throwable failure, String state) {
    if (!state.isEmpty()) {
      return state.startsWith("08") || state.startsWith("57P0");
    }
    for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
      String name = type.getName();
      if (name.equals("java.sql.SQLTransientConnectionException")
          || name.equals("java.sql.SQLNonTransientConnectionException")) {
        return true;
      }
    }
    return false;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
