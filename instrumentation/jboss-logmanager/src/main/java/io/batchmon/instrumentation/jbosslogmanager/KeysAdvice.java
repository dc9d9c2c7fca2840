package io.batchmon.instrumentation.jbosslogmanager;

import io.batchmon.job.LogKeys;
import io.batchmon.job.LogLines;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;

/** Called in the thread that logs: the record takes its copy of the MDC now, and the keys too. */
public final class KeysAdvice {
  private KeysAdvice() {}

  public static void enter(Logger logger, ExtLogRecord record) {
    LogKeys keys = LogLines.keys();
    if (keys == null) {
      return;
    }
    for (int i = keys.first(record.getMdc(LogKeys.TRACE_ID)); i < keys.size(); i++) {
      if (record.getMdc(keys.name(i)) == null) {
        record.putMdc(keys.name(i), keys.value(i));
      }
    }
  }
}
