package io.batchmon.instrumentation.log4j1;

import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import org.apache.log4j.Category;
import org.apache.log4j.MDC;
import org.apache.log4j.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Called around the appenders, in the thread that logs. An event cannot be told what is in the MDC:
 * appenders ask it, or have it copied. So the keys are put there for as long as they are called,
 * and those that were put are taken out again, also if an appender throws.
 */
public final class KeysAdvice {
  private KeysAdvice() {}

  /** Returns a bit for each name that was put, null where there is none. */
  public static @Nullable Integer enter(Category category, LoggingEvent event) {
    LogKeys keys = LogLines.keys();
    if (keys == null) {
      return null;
    }
    int put = 0;
    for (int i = keys.first(MDC.get(LogKeys.TRACE_ID)); i < LogKeys.names(); i++) {
      String value = keys.valueAt(i);
      if (value != null && MDC.get(LogKeys.nameAt(i)) == null) {
        MDC.put(LogKeys.nameAt(i), value);
        put |= 1 << i;
      }
    }
    return put;
  }

  public static void exit(
      Integer put, Category category, LoggingEvent event, @Nullable Throwable thrown) {
    for (int i = 0; i < LogKeys.names(); i++) {
      if ((put & (1 << i)) != 0) {
        MDC.remove(LogKeys.nameAt(i));
      }
    }
  }
}
