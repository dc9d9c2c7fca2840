package io.batchmon.instrumentation.log4j;

import io.batchmon.job.JsonLines;
import io.batchmon.job.LogLine;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Called where a pattern has made the text of an event, in a buffer that is of this call. */
public final class ToTextAdvice {
  private ToTextAdvice() {}

  public static StringBuilder exit(
      PatternLayout layout,
      Object serializer,
      LogEvent event,
      StringBuilder destination,
      StringBuilder text,
      Throwable thrown) {
    if (text == null) {
      return text;
    }
    String json =
        JsonLines.textOf(
            new LogLine(
                event.getTimeMillis(),
                String.valueOf(event.getLevel()),
                event.getLoggerName(),
                event.getThreadName(),
                event.getMessage() == null ? null : event.getMessage().getFormattedMessage(),
                event.getContextData().toMap(),
                event.getThrown()));
    if (json != null) {
      text.setLength(0);
      text.append(json);
    }
    return text;
  }
}
