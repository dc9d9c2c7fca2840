package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import java.io.IOException;
import org.apache.activemq.command.Message;

/** What leaves the connection, mostly a copy of the application's message, carries the trace. */
public final class ClassicTraceAdvice {
  private ClassicTraceAdvice() {}

  public static void enter(Object connection, Object command) throws IOException {
    if (!(command instanceof Message)) {
      return;
    }
    OpenRun call = JobRuns.current();
    if (call == null || call.kind() != RunKind.CALL) {
      return;
    }
    Message message = (Message) command;
    String[] headers = JobRuns.outgoingHeaders(call);
    for (int i = 0; i < headers.length; i += 2) {
      String name = JmsMessages.property(headers[i]);
      if (message.getProperty(name) == null) {
        message.setProperty(name, headers[i + 1]);
        // why: properties as they were once sent would be sent again
        message.setMarshalledProperties(null);
      }
    }
  }
}
