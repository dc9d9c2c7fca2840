package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import java.io.IOException;
import org.apache.activemq.command.ActiveMQDestination;
import org.apache.activemq.command.Message;
import org.apache.activemq.command.MessageId;
import org.jspecify.annotations.Nullable;

/** As {@link ClassicReceiveAdvice}, where the run says how long it waits. */
public final class ClassicTimedReceiveAdvice {
  private ClassicTimedReceiveAdvice() {}

  public static @Nullable Long enter(Object consumer, long timeoutMillis) {
    // why: to wait without limit, the driver calls the method that takes no limit
    return timeoutMillis != 0 && JmsMessages.isInRun() ? Long.valueOf(System.nanoTime()) : null;
  }

  public static void exit(
      Long beganNanos,
      Object consumer,
      long timeoutMillis,
      @Nullable Object received,
      @Nullable Throwable thrown)
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
