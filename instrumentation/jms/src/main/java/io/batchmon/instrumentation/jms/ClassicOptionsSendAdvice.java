package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.OpenRun;
import org.apache.activemq.command.ActiveMQDestination;
import org.jspecify.annotations.Nullable;

/** As {@link ClassicSendAdvice}, where it is said for each message which fields it goes without. */
public final class ClassicOptionsSendAdvice {
  private ClassicOptionsSendAdvice() {}

  public static @Nullable OpenRun enter(
      Object session, Object producer, @Nullable ActiveMQDestination destination) {
    if (destination == null || !JmsMessages.isInRun()) {
      return null;
    }
    return JmsMessages.send(destination.getPhysicalName(), destination.isTemporary());
  }

  public static void exit(
      OpenRun run,
      Object session,
      Object producer,
      Object destination,
      Object message,
      int mode,
      int priority,
      long lifeMillis,
      boolean isIdDisabled,
      boolean isTimestampDisabled,
      Object usage,
      int timeoutMillis,
      @Nullable Object callback,
      @Nullable Throwable thrown) {
    if (callback == null || thrown != null) {
      JmsMessages.end(run, thrown);
    } else {
      run.leave();
    }
  }
}
