package io.batchmon.instrumentation.springamqp;

import io.batchmon.job.AmqpMessages;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.ImmediateAcknowledgeAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * A listener is given a message, which may name the trace that it is a part of; or several, which
 * is a trace of its own, linked to theirs.
 */
public final class ListenerAdvice {
  private static final int MOST_LINKS = 128;
  // why: its package is another one in 2.0, 2.1 and 4.1
  private static final String WRAPPER = ".ListenerExecutionFailedException";

  private ListenerAdvice() {}

  public static @Nullable OpenRun enter(Object container, Object channel, @Nullable Object given) {
    OpenRun run = null;
    if (given instanceof Message) {
      run = one((Message) given);
    } else if (given instanceof List) {
      run = several((List<?>) given);
    }
    return run == OpenRun.NONE ? null : run;
  }

  private static OpenRun one(Message message) {
    MessageProperties properties = message.getMessageProperties();
    Map<String, Object> headers = properties.getHeaders();
    String queue = properties.getConsumerQueue();
    String routingKey = properties.getReceivedRoutingKey();
    String destination = AmqpMessages.cameFrom(queue, properties.getReceivedExchange(), routingKey);
    Object tried = JobRuns.noted(message);
    int attempt =
        AmqpMessages.attempt(headers, queue) + (tried instanceof Integer ? (int) tried : 0);
    JobRun.Builder process =
        JobRun.builder(RunKind.REQUEST, JobName.of(AmqpMessages.SYSTEM, "process " + destination))
            .attempt(attempt)
            .attributes(
                "messaging.system",
                AmqpMessages.SYSTEM,
                "messaging.operation.type",
                "process",
                "messaging.operation.name",
                "process",
                "messaging.destination.name",
                destination,
                "messaging.rabbitmq.message.delivery_tag",
                properties.getDeliveryTag())
            .attribute("messaging.rabbitmq.destination.routing_key", routingKey)
            .attribute("messaging.message.id", properties.getMessageId());
    String[] trace = AmqpMessages.trace(headers);
    if (trace != null) {
      process.headers(trace);
    }
    if (attempt > 1) {
      process.attribute("batch.job.attempt", attempt);
    }
    return JobRuns.begin(process.build());
  }

  private static OpenRun several(List<?> messages) {
    Set<String> links = new LinkedHashSet<>();
    String destination = null;
    for (Object message : messages) {
      if (message instanceof Message) {
        MessageProperties properties = ((Message) message).getMessageProperties();
        destination =
            AmqpMessages.cameFrom(
                properties.getConsumerQueue(),
                properties.getReceivedExchange(),
                properties.getReceivedRoutingKey());
        String link =
            links.size() == MOST_LINKS ? null : AmqpMessages.traceParent(properties.getHeaders());
        if (link != null) {
          links.add(link);
        }
      }
    }
    Object tried = JobRuns.noted(messages);
    int attempt = tried instanceof Integer ? (int) tried + 1 : 1;
    JobRun.Builder process =
        JobRun.builder(
                RunKind.REQUEST,
                JobName.of(
                    AmqpMessages.SYSTEM,
                    destination == null ? "process" : "process " + destination))
            .attempt(attempt)
            .links(links.toArray(new String[0]))
            .attributes(
                "messaging.system",
                AmqpMessages.SYSTEM,
                "messaging.operation.type",
                "process",
                "messaging.operation.name",
                "process",
                "messaging.batch.message_count",
                (long) messages.size())
            .attribute("messaging.destination.name", destination);
    if (attempt > 1) {
      process.attribute("batch.job.attempt", attempt);
    }
    return JobRuns.begin(process.build());
  }

  public static void exit(
      OpenRun run,
      Object container,
      Object channel,
      @Nullable Object given,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      JobRuns.end(run, RunResult.succeeded());
      return;
    }
    Throwable failure = thrown;
    Throwable cause = failure.getCause();
    while (cause != null && failure.getClass().getName().endsWith(WRAPPER)) {
      failure = cause;
      cause = failure.getCause();
    }
    if (failure instanceof ImmediateAcknowledgeAmqpException) {
      // why: thrown to have the message taken off the queue, as one that is done
      JobRuns.end(run, RunResult.succeeded());
      return;
    }
    if (given != null) {
      Object tried = JobRuns.noted(given);
      // why: a message that is delivered again and again is another object each time
      JobRuns.hint(given, tried instanceof Integer ? (int) tried + 1 : 1);
    }
    JobRuns.end(run, RunResult.failed(failure));
  }
}
