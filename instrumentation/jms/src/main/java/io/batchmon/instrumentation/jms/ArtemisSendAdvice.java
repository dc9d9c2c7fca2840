package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.OpenRun;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.jspecify.annotations.Nullable;

/** ActiveMQ Artemis sends a message, to the producer's own destination where none is given. */
public final class ArtemisSendAdvice {
  private ArtemisSendAdvice() {}

  public static @Nullable OpenRun enter(
      Object producer,
      @Nullable ActiveMQDestination given,
      Object message,
      int mode,
      int priority,
      long lifeMillis,
      @Nullable Object listener,
      @Nullable ActiveMQDestination own) {
    ActiveMQDestination destination = given == null ? own : given;
    if (destination == null || !JmsMessages.isInRun()) {
      return null;
    }
    return JmsMessages.send(destination.getName(), destination.isTemporary());
  }

  public static void exit(
      OpenRun run,
      Object producer,
      Object given,
      Object message,
      int mode,
      int priority,
      long lifeMillis,
      @Nullable Object listener,
      @Nullable Throwable thrown) {
    if (listener == null || thrown != null) {
      JmsMessages.end(run, thrown);
    } else {
      run.leave();
    }
  }
}
