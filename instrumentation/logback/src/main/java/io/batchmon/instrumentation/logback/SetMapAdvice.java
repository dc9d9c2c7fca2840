package io.batchmon.instrumentation.logback;

import ch.qos.logback.classic.spi.LoggingEvent;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import java.util.Map;

/** Called where somebody tells an event what is in the MDC: the run's keys are added to a copy. */
public final class SetMapAdvice {
  private SetMapAdvice() {}

  public static Map<String, String> enter(LoggingEvent event, Map<String, String> mdc) {
    LogKeys keys = LogLines.keys();
    return keys == null ? mdc : keys.with(mdc);
  }
}
