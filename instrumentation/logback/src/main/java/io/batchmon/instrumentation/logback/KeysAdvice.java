package io.batchmon.instrumentation.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/**
 * Called by Logback in the thread that logs, before the appenders are. The event looks at the MDC
 * when the first of them asks; it is told of it here, together with the run's keys. The MDC itself
 * is left as it is.
 */
public final class KeysAdvice {
  private KeysAdvice() {}

  public static void enter(Logger logger, ILoggingEvent event) {
    LogKeys keys = LogLines.keys();
    if (keys == null || !(event instanceof LoggingEvent)) {
      return;
    }
    try {
      ((LoggingEvent) event).setMDCPropertyMap(keys.with(mdc()));
    } catch (IllegalStateException alreadySet) {
      // why: whoever has set it, or has asked for it, did so where SetMapAdvice could add the keys,
      // or before the run; and there is no way to ask without the event looking at the MDC
    }
  }

  @SuppressWarnings("unchecked") // why: the older of Logback and SLF4J have maps without types
  private static @Nullable Map<String, String> mdc() {
    MDCAdapter adapter = MDC.getMDCAdapter();
    if (adapter instanceof LogbackMDCAdapter) {
      return ((LogbackMDCAdapter) adapter).getPropertyMap();
    }
    return adapter == null ? null : adapter.getCopyOfContextMap();
  }
}
