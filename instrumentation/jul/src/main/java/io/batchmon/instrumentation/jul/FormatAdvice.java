package io.batchmon.instrumentation.jul;

import io.batchmon.job.JsonLines;
import io.batchmon.job.LogLine;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Called where a record has become text, as a rule in the thread that logs. */
public final class FormatAdvice {
  private FormatAdvice() {}

  public static String exit(
      SimpleFormatter formatter, LogRecord record, String text, @Nullable Throwable thrown) {
    String json =
        JsonLines.textOf(
            new LogLine(
                record.getMillis(),
                String.valueOf(record.getLevel()),
                record.getLoggerName(),
                Thread.currentThread().getName(),
                formatter.formatMessage(record),
                null,
                record.getThrown()));
    return json == null ? text : json;
  }
}
