package io.batchmon.instrumentation.log4j1;

import io.batchmon.job.LogLines;
import org.apache.log4j.Category;
import org.apache.log4j.Level;
import org.apache.log4j.spi.LoggingEvent;
import org.apache.log4j.spi.ThrowableInformation;

/** Called in the thread that logs; tells of the line where somebody wants it. */
public final class LineAdvice {
  private LineAdvice() {}

  public static void enter(Category category, LoggingEvent event) {
    int severity = severityOf(event.getLevel());
    if (LogLines.wants(severity)) {
      ThrowableInformation thrown = event.getThrowableInformation();
      LogLines.logged(
          "log4j1",
          severity,
          event.getLoggerName(),
          event.getRenderedMessage(),
          thrown == null ? null : thrown.getThrowable());
    }
  }

  private static int severityOf(Level level) {
    int number = level == null ? Level.INFO_INT : level.toInt();
    if (number >= Level.FATAL_INT) {
      return LogLines.FATAL;
    }
    if (number >= Level.ERROR_INT) {
      return LogLines.ERROR;
    }
    if (number >= Level.WARN_INT) {
      return LogLines.WARN;
    }
    if (number >= Level.INFO_INT) {
      return LogLines.INFO;
    }
    return number >= Level.DEBUG_INT ? LogLines.DEBUG : LogLines.TRACE;
  }
}
