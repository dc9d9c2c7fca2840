package io.batchmon.instrumentation.log4j1;

import io.batchmon.job.JsonLines;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLine;
import java.util.HashMap;
import java.util.Map;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.WriterAppender;
import org.apache.log4j.spi.LoggingEvent;
import org.apache.log4j.spi.ThrowableInformation;
import org.jspecify.annotations.Nullable;

/** Called around the writing of an event, in whichever thread appends. */
public final class AppendAdvice {
  private AppendAdvice() {}

  public static @Nullable Object enter(WriterAppender appender, LoggingEvent event) {
    if (!(appender.getLayout() instanceof PatternLayout)) {
      return null;
    }
    Map<String, Object> mdc = new HashMap<>();
    for (int i = 0; i < LogKeys.names(); i++) {
      mdc.put(LogKeys.nameAt(i), event.getMDC(LogKeys.nameAt(i)));
    }
    ThrowableInformation thrown = event.getThrowableInformation();
    return JsonLines.begin(
        new LogLine(
            event.timeStamp,
            String.valueOf(event.getLevel()),
            event.getLoggerName(),
            event.getThreadName(),
            event.getRenderedMessage(),
            mdc,
            thrown == null ? null : thrown.getThrowable()));
  }

  public static void exit(Object begun, @Nullable Throwable thrown) {
    JsonLines.end();
  }
}
