package io.batchmon.instrumentation.logback;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.batchmon.job.JsonLines;
import io.batchmon.job.LogLine;
import org.jspecify.annotations.Nullable;

/** Called around the making of an event's text and bytes, in whichever thread appends. */
public final class EncodeAdvice {
  private EncodeAdvice() {}

  public static @Nullable Object enter(LayoutWrappingEncoder<?> encoder, Object encoded) {
    if (!(encoded instanceof ILoggingEvent) || !(encoder.getLayout() instanceof PatternLayout)) {
      return null;
    }
    ILoggingEvent event = (ILoggingEvent) encoded;
    IThrowableProxy thrown = event.getThrowableProxy();
    return JsonLines.begin(
        new LogLine(
            event.getTimeStamp(),
            String.valueOf(event.getLevel()),
            event.getLoggerName(),
            event.getThreadName(),
            event.getFormattedMessage(),
            event.getMDCPropertyMap(),
            thrown instanceof ThrowableProxy ? ((ThrowableProxy) thrown).getThrowable() : null));
  }

  public static void exit(Object begun, @Nullable Throwable thrown) {
    JsonLines.end();
  }
}
