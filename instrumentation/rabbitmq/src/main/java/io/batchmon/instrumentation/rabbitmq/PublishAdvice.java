package io.batchmon.instrumentation.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.batchmon.job.AmqpMessages;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Around the publishing of a message; and the copy of its properties that is sent instead of the
 * application's, with the headers of the trace.
 */
public final class PublishAdvice extends AMQP.BasicProperties {
  private final OpenRun run;

  private PublishAdvice(OpenRun run, @Nullable Map<String, Object> headers) {
    super(null, null, headers, null, null, null, null, null, null, null, null, null, null, null);
    this.run = run;
  }

  private PublishAdvice(
      OpenRun run, AMQP.BasicProperties from, @Nullable Map<String, Object> headers) {
    super(
        from.getContentType(),
        from.getContentEncoding(),
        headers,
        from.getDeliveryMode(),
        from.getPriority(),
        from.getCorrelationId(),
        from.getReplyTo(),
        from.getExpiration(),
        from.getMessageId(),
        from.getTimestamp(),
        from.getType(),
        from.getUserId(),
        from.getAppId(),
        from.getClusterId());
    this.run = run;
  }

  public static @Nullable PublishAdvice enter(
      Channel channel,
      @Nullable String exchange,
      @Nullable String routingKey,
      boolean mandatory,
      boolean immediate,
      AMQP.@Nullable BasicProperties properties,
      @Nullable Object body) {
    OpenRun around = JobRuns.current();
    // why: newer versions publish by another method, within the same call
    if (around == null || around.kind() == RunKind.CALL || properties instanceof PublishAdvice) {
      return null;
    }
    String destination = AmqpMessages.sentTo(exchange, routingKey);
    long size = size(body);
    SummedCall counted = JobRuns.summed(around, AmqpMessages.SYSTEM, "send", destination);
    if (counted != null) {
      counted.counts(1, size);
      return sent(counted, properties);
    }
    JobRun.Builder send =
        JobRun.builder(RunKind.CALL, JobName.of(AmqpMessages.SYSTEM, "send " + destination))
            .attributes(
                "messaging.system",
                AmqpMessages.SYSTEM,
                "messaging.operation.type",
                "send",
                "messaging.operation.name",
                "send",
                "messaging.destination.name",
                destination,
                "messaging.message.body.size",
                size);
    if (routingKey != null && !routingKey.isEmpty()) {
      send.attribute("messaging.rabbitmq.destination.routing_key", routingKey);
    }
    server(send, channel.getConnection());
    OpenRun run = JobRuns.begin(send.build());
    return run == OpenRun.NONE ? null : sent(run, properties);
  }

  private static PublishAdvice sent(OpenRun run, AMQP.@Nullable BasicProperties properties) {
    Map<String, Object> headers = headers(run, properties == null ? null : properties.getHeaders());
    return properties == null
        ? new PublishAdvice(run, headers)
        : new PublishAdvice(run, properties, headers);
  }

  private static long size(@Nullable Object body) {
    if (body instanceof byte[]) {
      return ((byte[]) body).length;
    }
    return body instanceof ByteBuffer ? ((ByteBuffer) body).remaining() : 0;
  }

  private static @Nullable Map<String, Object> headers(
      OpenRun run, @Nullable Map<String, Object> its) {
    String[] headers = JobRuns.outgoingHeaders(run);
    if (headers.length == 0) {
      return its;
    }
    Map<String, Object> all = new HashMap<>();
    if (its != null) {
      all.putAll(its);
    }
    for (int i = 0; i < headers.length; i += 2) {
      if (!AmqpMessages.has(its, headers[i])) {
        all.put(headers[i], headers[i + 1]);
      }
    }
    return all;
  }

  private static void server(JobRun.Builder send, @Nullable Connection connection) {
    InetAddress address = connection == null ? null : connection.getAddress();
    if (connection != null && address != null) {
      // why: asked for its name, an address may look it up in the network
      String text = address.toString();
      int slash = text.indexOf('/');
      send.attributes(
          "server.address",
          slash > 0 ? text.substring(0, slash) : text.substring(slash + 1),
          "server.port",
          (long) connection.getPort());
    }
  }

  public static void exit(PublishAdvice sent, Object channel, @Nullable Throwable thrown) {
    JobRuns.end(sent.run, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
  }
}
