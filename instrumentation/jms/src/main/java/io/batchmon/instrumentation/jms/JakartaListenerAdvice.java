package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.StandIn;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** Stands for the listener of a consumer, whose driver keeps what it throws to itself. */
public final class JakartaListenerAdvice implements MessageListener, StandIn {
  private final MessageListener listener;

  private JakartaListenerAdvice(MessageListener listener) {
    this.listener = listener;
  }

  // why: Spring's containers hand the message to the real listener, perhaps in another thread
  public static @Nullable Object enter(Object consumer, @Nullable MessageListener listener) {
    return listener == null
            || listener instanceof StandIn
            || listener.getClass().getName().startsWith("org.springframework.jms.")
        ? null
        : new JakartaListenerAdvice(listener);
  }

  @Override
  public void onMessage(Message message) {
    OpenRun run = null;
    try {
      run = begin(message);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "jms:onMessage");
    }
    Throwable thrown = null;
    try {
      listener.onMessage(message);
    } catch (Throwable failure) {
      thrown = failure;
      throw failure;
    } finally {
      JmsMessages.end(run, thrown);
    }
  }

  @Override
  public Object standsFor() {
    return listener;
  }

  private static @Nullable OpenRun begin(Message message) throws JMSException {
    String[] headers = new String[JobRuns.incomingHeaders().length];
    Enumeration<?> properties = message.getPropertyNames();
    while (properties.hasMoreElements()) {
      String name = (String) properties.nextElement();
      JmsMessages.read(name, message.getObjectProperty(name), headers);
    }
    Destination destination = message.getJMSDestination();
    String name = null;
    if (destination instanceof Queue) {
      name = ((Queue) destination).getQueueName();
    } else if (destination instanceof Topic) {
      name = ((Topic) destination).getTopicName();
    }
    return JmsMessages.process(
        name,
        destination instanceof TemporaryQueue || destination instanceof TemporaryTopic,
        message.getJMSMessageID(),
        headers,
        message.getObjectProperty("JMSXDeliveryCount"));
  }
}
