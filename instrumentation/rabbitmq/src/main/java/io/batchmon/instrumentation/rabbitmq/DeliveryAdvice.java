package io.batchmon.instrumentation.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import io.batchmon.job.AmqpMessages;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of the application is given a message, which may name the trace that it is a part of.
 */
public final class DeliveryAdvice {
  private DeliveryAdvice() {}

  public static @Nullable OpenRun enter(
      Object task, Consumer consumer, Envelope envelope, AMQP.BasicProperties properties) {
    if (isPutAside(consumer.getClass().getName())) {
      return null;
    }
    Object noted = JobRuns.noted(consumer);
    String queue = noted instanceof String ? (String) noted : null;
    String destination =
        AmqpMessages.cameFrom(queue, envelope.getExchange(), envelope.getRoutingKey());
    Map<String, Object> headers = properties.getHeaders();
    int attempt = AmqpMessages.attempt(headers, queue);
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
                "messaging.rabbitmq.destination.routing_key",
                envelope.getRoutingKey(),
                "messaging.rabbitmq.message.delivery_tag",
                envelope.getDeliveryTag())
            .attribute("messaging.message.id", properties.getMessageId());
    String[] trace = AmqpMessages.trace(headers);
    if (trace != null) {
      process.headers(trace);
    }
    if (attempt > 1) {
      process.attribute("batch.job.attempt", attempt);
    }
    OpenRun run = JobRuns.begin(process.build());
    return run == OpenRun.NONE ? null : run;
  }

  // why: these only queue the message for a thread that works for it later; Spring's listeners are
  // seen where they are called
  private static boolean isPutAside(String consumer) {
    return consumer.startsWith("org.springframework.amqp.")
        || (consumer.startsWith("com.rabbitmq.client.")
            && !consumer.startsWith("com.rabbitmq.client.impl."));
  }

  public static void exit(OpenRun run, Object task, @Nullable Throwable thrown) {
    Object failure = thrown == null ? JobRuns.takeNote(run) : thrown;
    JobRuns.end(
        run,
        failure instanceof Throwable
            ? RunResult.failed((Throwable) failure)
            : RunResult.succeeded());
  }
}
