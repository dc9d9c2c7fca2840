package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import org.apache.activemq.artemis.api.core.Message;
import org.jspecify.annotations.Nullable;

/** The application's message carries the trace for as long as it is written to the broker. */
public final class ArtemisTraceAdvice {
  private ArtemisTraceAdvice() {}

  /** The names of the properties that were put, null where there was one already. */
  public static @Nullable String @Nullable [] enter(
      Object producer, Object address, @Nullable Message message) {
    if (message == null) {
      return null;
    }
    OpenRun call = JobRuns.current();
    if (call == null || call.kind() != RunKind.CALL) {
      return null;
    }
    String[] headers = JobRuns.outgoingHeaders(call);
    @Nullable String[] put = new String[headers.length / 2];
    for (int i = 0; i < put.length; i++) {
      String name = JmsMessages.property(headers[2 * i]);
      if (!message.containsProperty(name)) {
        message.putStringProperty(name, headers[2 * i + 1]);
        put[i] = name;
      }
    }
    return put;
  }

  public static void exit(
      @Nullable String[] put,
      Object producer,
      Object address,
      Message message,
      @Nullable Throwable thrown) {
    for (String name : put) {
      if (name != null) {
        message.removeProperty(name);
      }
    }
  }
}
