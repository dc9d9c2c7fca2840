package io.batchmon.instrumentation.log4j;

import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import java.util.List;
import org.apache.logging.log4j.core.ContextDataInjector;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.util.StringMap;

/**
 * Called where an event is given its context data, in the thread that logs. What is frozen is
 * shared with others and copied; what is not was made for this event.
 */
public final class InjectAdvice {
  private InjectAdvice() {}

  public static StringMap exit(
      ContextDataInjector injector,
      List<Property> properties,
      StringMap reusable,
      StringMap result,
      Throwable thrown) {
    LogKeys keys = LogLines.keys();
    if (keys == null || result == null) {
      return result;
    }
    if (!result.isFrozen()) {
      put(keys, result);
      return result;
    }
    return result.isEmpty() ? alone(keys) : with(keys, result);
  }

  private static StringMap alone(LogKeys keys) {
    Object made = keys.form();
    if (made instanceof StringMap) {
      return (StringMap) made;
    }
    StringMap map = ContextDataFactory.createContextData(keys.size());
    put(keys, map);
    map.freeze();
    keys.keep(map);
    return map;
  }

  private static StringMap with(LogKeys keys, StringMap own) {
    StringMap both = ContextDataFactory.createContextData(keys.size() + own.size());
    both.putAll(own);
    put(keys, both);
    both.freeze();
    return both;
  }

  private static void put(LogKeys keys, StringMap map) {
    for (int i = keys.first(map.getValue(LogKeys.TRACE_ID)); i < keys.size(); i++) {
      if (!map.containsKey(keys.name(i))) {
        map.putValue(keys.name(i), keys.value(i));
      }
    }
  }
}
