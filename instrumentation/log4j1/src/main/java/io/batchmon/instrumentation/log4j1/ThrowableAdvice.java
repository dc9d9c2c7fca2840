package io.batchmon.instrumentation.log4j1;

import io.batchmon.job.JsonLines;
import org.apache.log4j.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;

/** Called where an event is asked for the lines of its exception: in JSON they are said already. */
public final class ThrowableAdvice {
  private ThrowableAdvice() {}

  public static String @Nullable [] exit(
      LoggingEvent event, String @Nullable [] lines, @Nullable Throwable thrown) {
    return JsonLines.pending() == null ? lines : null;
  }
}
