package io.batchmon.instrumentation.jbosslogmanager;

import io.batchmon.job.LogLines;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;

/** Called in the thread that logs; tells of the line where somebody wants it. */
public final class LineAdvice {
  /** Of the levels that JBoss LogManager has beside those of the JDK. */
  private static final int FATAL = 1100;

  private LineAdvice() {}

  @SuppressWarnings(
      "deprecation") // why: what replaces it is a formatter, and 1.5 has no default one
  public static void enter(Logger logger, ExtLogRecord record) {
    int severity = severityOf(record.getLevel());
    if (LogLines.wants(severity)) {
      LogLines.logged(
          "jboss-logmanager",
          severity,
          logger.getName(),
          record.getFormattedMessage(),
          record.getThrown());
    }
  }

  private static int severityOf(Level level) {
    int number = level.intValue();
    if (number >= FATAL) {
      return LogLines.FATAL;
    }
    if (number >= Level.SEVERE.intValue()) {
      return LogLines.ERROR;
    }
    if (number >= Level.WARNING.intValue()) {
      return LogLines.WARN;
    }
    if (number >= Level.INFO.intValue()) {
      return LogLines.INFO;
    }
    return number >= Level.FINE.intValue() ? LogLines.DEBUG : LogLines.TRACE;
  }
}
