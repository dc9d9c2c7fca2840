package io.batchmon.instrumentation.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.batchmon.job.LogLines;

/** Called by Logback in the thread that logs; tells of the line where somebody wants it. */
public final class LineAdvice {
  private LineAdvice() {}

  public static void enter(Logger logger, ILoggingEvent event) {
    Level level = event.getLevel();
    int severity = level == null ? LogLines.INFO : severityOf(level.toInt());
    if (LogLines.wants(severity)) {
      IThrowableProxy thrown = event.getThrowableProxy();
      LogLines.logged(
          "logback",
          severity,
          event.getLoggerName(),
          event.getFormattedMessage(),
          thrown instanceof ThrowableProxy ? ((ThrowableProxy) thrown).getThrowable() : null);
    }
  }

  private static int severityOf(int level) {
    if (level >= Level.ERROR_INT) {
      return LogLines.ERROR;
    }
    if (level >= Level.WARN_INT) {
      return LogLines.WARN;
    }
    if (level >= Level.INFO_INT) {
      return LogLines.INFO;
    }
    return level >= Level.DEBUG_INT ? LogLines.DEBUG : LogLines.TRACE;
  }
}
