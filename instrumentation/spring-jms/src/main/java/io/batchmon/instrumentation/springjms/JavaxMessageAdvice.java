package io.batchmon.instrumentation.springjms;

import io.batchmon.job.JmsMessages;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.Enumeration;
import javax.jms.Destination;
import javax.jms.JMSException;
import javax.jms.Message;
import javax.jms.Queue;
import javax.jms.TemporaryQueue;
import javax.jms.TemporaryTopic;
import javax.jms.Topic;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.listener.adapter.ListenerExecutionFailedException;

/** A container gives a message to its listener, and then commits or rolls back. */
public final class JavaxMessageAdvice {
  private static final String NOT_TAKEN = "MessageRejectedWhileStoppingException";

  private JavaxMessageAdvice() {}

  public static @Nullable OpenRun enter(Object container, Object session, Message message)
      throws JMSException {
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

  public static void exit(OpenRun run, Object container, @Nullable Throwable thrown) {
    if (thrown != null && thrown.getClass().getName().endsWith(NOT_TAKEN)) {
      JobRuns.end(run, RunResult.stopped("the container is stopping"));
    } else if (thrown instanceof ListenerExecutionFailedException && thrown.getCause() != null) {
      JmsMessages.end(run, thrown.getCause());
    } else {
      JmsMessages.end(run, thrown);
    }
  }
}
