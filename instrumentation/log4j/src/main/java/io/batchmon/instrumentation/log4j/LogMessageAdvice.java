package io.batchmon.instrumentation.log4j;

import io.batchmon.job.LogLines;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.message.Message;

/**
 * Called in the thread that logs, for a line that its level lets pass; before, since an
 * asynchronous logger takes the message's parameters with it.
 */
public final class LogMessageAdvice {
  private LogMessageAdvice() {}

  public static void enter(
      Logger logger, String fqcn, Level level, Marker marker, Message message, Throwable thrown) {
    int severity = severityOf(level);
    if (message != null && LogLines.wants(severity)) {
      LogLines.logged("log4j", severity, logger.getName(), message.getFormattedMessage(), thrown);
    }
  }

  private static int severityOf(Level level) {
    int number = level == null ? Level.INFO.intLevel() : level.intLevel();
    if (number <= Level.FATAL.intLevel()) {
      return LogLines.FATAL;
    }
    if (number <= Level.ERROR.intLevel()) {
      return LogLines.ERROR;
    }
    if (number <= Level.WARN.intLevel()) {
      return LogLines.WARN;
    }
    if (number <= Level.INFO.intLevel()) {
      return LogLines.INFO;
    }
    return number <= Level.DEBUG.intLevel() ? LogLines.DEBUG : LogLines.TRACE;
  }
}
