package io.batchmon.instrumentation.jul;

import io.batchmon.job.LogLines;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Called in the thread that logs; whoever builds records may pass one that is not enabled. */
public final class LogAdvice {
  private LogAdvice() {}

  public static void enter(Logger logger, LogRecord record) {
    if (record == null || record.getLevel() == null) {
      return;
    }
    int severity = severityOf(record.getLevel());
    if (LogLines.wants(severity) && logger.isLoggable(record.getLevel())) {
      LogLines.logged(
          "jul", severity, record.getLoggerName(), messageOf(record), record.getThrown());
    }
  }

  // as java.util.logging.Formatter has it, but for translations
  private static @Nullable String messageOf(LogRecord record) {
    String message = record.getMessage();
    Object[] parameters = record.getParameters();
    if (message == null || parameters == null || parameters.length == 0) {
      return message;
    }
    for (int i = message.indexOf('{'); i >= 0; i = message.indexOf('{', i + 1)) {
      if (i + 1 < message.length() && Character.isDigit(message.charAt(i + 1))) {
        try {
          return new MessageFormat(message, Locale.getDefault(Locale.Category.FORMAT))
              .format(parameters);
        } catch (IllegalArgumentException noPattern) {
          return message;
        }
      }
    }
    return message;
  }

  private static int severityOf(Level level) {
    int number = level.intValue();
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
