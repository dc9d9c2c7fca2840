package io.batchmon.instrumentation.jms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.StandIn;
import java.util.Enumeration;
import javax.jms.Destination;
import javax.jms.JMSException;
import javax.jms.Message;
import javax.jms.MessageListener;
import javax.jms.Queue;
import javax.jms.TemporaryQueue;
import javax.jms.TemporaryTopic;
import javax.jms.Topic;
import org.jspecify.annotations.Nullable;

/** Stands for the listener of a consumer, whose driver keeps what it throws to itself. */
public final class JavaxListenerAdvice implements MessageListener, StandIn {
  private final MessageListener listener;

  private JavaxListenerAdvice(MessageListener listener) {
    this.listener = listener;
  }

  // why: Spring's containers hand the message to the real listener, perhaps in another thread
  public static @Nullable Object enter(Object consumer, @Nullable MessageListener listener) {
    return listener == null
            || listener instanceof StandIn
            || listener.getClass().getName().startsWith("org.springframework.jms.")
        ? null
        : new JavaxListenerAdvice(listener);
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
