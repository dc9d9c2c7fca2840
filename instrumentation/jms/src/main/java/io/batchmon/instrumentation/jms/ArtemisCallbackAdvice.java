package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.SendAcknowledgementHandler;
import org.jspecify.annotations.Nullable;

/**
 * The callback that is told what became of a message, in a thread of Artemis; it calls the
 * application's for the run that sent. Until then the message is not the application's, and carries
 * the trace.
 */
public final class ArtemisCallbackAdvice implements SendAcknowledgementHandler {
  private final OpenRun call;
  private final @Nullable OpenRun around;
  private final Message sent;
  private final @Nullable String[] put;
  private final SendAcknowledgementHandler callback;

  private ArtemisCallbackAdvice(
      OpenRun call,
      @Nullable OpenRun around,
      Message sent,
      @Nullable String[] put,
      SendAcknowledgementHandler callback) {
    this.call = call;
    this.around = around;
    this.sent = sent;
    this.put = put;
    this.callback = callback;
  }

  public static @Nullable ArtemisCallbackAdvice enter(
      Object producer,
      Object address,
      @Nullable Message message,
      @Nullable SendAcknowledgementHandler callback) {
    if (message == null || callback == null) {
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
    call.leave();
    return new ArtemisCallbackAdvice(call, JobRuns.current(), message, put, callback);
  }

  public static void exit(ArtemisCallbackAdvice self, Object producer, @Nullable Throwable thrown) {
    if (thrown != null) {
      takeBack(self);
    }
  }

  private static void takeBack(ArtemisCallbackAdvice self) {
    for (String name : self.put) {
      if (name != null) {
        self.sent.removeProperty(name);
      }
    }
  }

  @Override
  public void sendAcknowledged(Message message) {
    told(this, null);
    Object before = JobRuns.attach(around);
    try {
      callback.sendAcknowledged(message);
    } finally {
      JobRuns.restore(before);
    }
  }

  @Override
  public void sendFailed(Message message, Exception failure) {
    told(this, failure);
    Object before = JobRuns.attach(around);
    try {
      callback.sendFailed(message, failure);
    } finally {
      JobRuns.restore(before);
    }
  }

  private static void told(ArtemisCallbackAdvice self, @Nullable Exception failure) {
    try {
      takeBack(self);
    } catch (Throwable unexpected) {
      JobRuns.adviceFailed(unexpected, "jms:sent");
    }
    JmsMessages.end(self.call, failure);
  }
}
