package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.jspecify.annotations.Nullable;

/** A run takes a message from a consumer. Where none came, there is nothing to tell. */
public final class ArtemisReceiveAdvice {
  private ArtemisReceiveAdvice() {}

  public static @Nullable Long enter() {
    return JmsMessages.isInRun() ? Long.valueOf(System.nanoTime()) : null;
  }

  public static void exit(
      Long beganNanos,
      Object consumer,
      long timeoutMillis,
      boolean isImmediate,
      @Nullable ActiveMQDestination destination,
      @Nullable ActiveMQMessage received,
      @Nullable Throwable thrown) {
    if (received != null) {
      Object trace = received.getCoreMessage().getObjectProperty("traceparent");
      JmsMessages.received(
          beganNanos,
          destination == null ? null : destination.getName(),
          destination != null && destination.isTemporary(),
          received.getJMSMessageID(),
          trace == null ? null : trace.toString(),
          null);
    } else if (thrown != null) {
      JmsMessages.received(beganNanos, null, false, null, null, thrown);
    }
  }
}
