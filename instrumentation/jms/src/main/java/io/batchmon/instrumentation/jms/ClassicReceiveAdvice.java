package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import java.io.IOException;
import org.apache.activemq.command.ActiveMQDestination;
import org.apache.activemq.command.Message;
import org.apache.activemq.command.MessageId;
import org.jspecify.annotations.Nullable;

/** A run takes a message from a consumer. Where none came, there is nothing to tell. */
public final class ClassicReceiveAdvice {
  private ClassicReceiveAdvice() {}

  public static @Nullable Long enter() {
    return JmsMessages.isInRun() ? Long.valueOf(System.nanoTime()) : null;
  }

  public static void exit(
      Long beganNanos, Object consumer, @Nullable Object received, @Nullable Throwable thrown)
      throws IOException {
    if (received instanceof Message) {
      Message message = (Message) received;
      ActiveMQDestination destination = message.getDestination();
      MessageId id = message.getMessageId();
      JmsMessages.received(
          beganNanos,
          destination == null ? null : destination.getPhysicalName(),
          destination != null && destination.isTemporary(),
          id == null ? null : id.toString(),
          message.getProperty("traceparent"),
          null);
    } else if (thrown != null) {
      JmsMessages.received(beganNanos, null, false, null, null, thrown);
    }
  }
}
