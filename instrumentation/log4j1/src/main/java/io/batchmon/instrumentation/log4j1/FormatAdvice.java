package io.batchmon.instrumentation.log4j1;

import io.batchmon.job.JsonLines;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;

/** Called where a pattern has made the text of an event. */
public final class FormatAdvice {
  private FormatAdvice() {}

  public static String exit(
      PatternLayout layout, LoggingEvent event, String text, @Nullable Throwable thrown) {
    String json = JsonLines.pending();
    return json == null ? text : json;
  }
}
