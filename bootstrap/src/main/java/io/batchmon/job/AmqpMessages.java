package io.batchmon.job;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a message of AMQP 0-9-1 say, and what its destination is called. Names of few
 * destinations are told: those of queues that live as long as a connection are not. No method
 * throws.
 */
public final class AmqpMessages {
  public static final String SYSTEM = "rabbitmq";

  private static final String TEMPORARY = "(temporary)";
  private static final int LONGEST_HEADER = 8192;
  private static final int LENGTH_OF_TRACE_PARENT = 55;

  private AmqpMessages() {}

  /** What a message is sent to: the exchange, or a queue by way of the default exchange. */
  public static String sentTo(@Nullable String exchange, @Nullable String routingKey) {
    if (exchange != null && !exchange.isEmpty()) {
      return exchange;
    }
    return routingKey == null || routingKey.isEmpty() ? "amq.default" : named(routingKey);
  }

  /**
   * Where a message comes from: its queue.
   *
   * @param queue null or empty where it is not known: what the message was sent to counts
   */
  public static String cameFrom(
      @Nullable String queue, @Nullable String exchange, @Nullable String routingKey) {
    return queue == null || queue.isEmpty() ? sentTo(exchange, routingKey) : named(queue);
  }

  // why: the broker's own names and Spring's are another one for each connection
  private static String named(String queue) {
    return queue.startsWith("amq.") || queue.startsWith("spring.gen-") ? TEMPORARY : queue;
  }

  /** The headers of a trace, as {@link JobRun.Builder#headers} takes them; null for none. */
  public static @Nullable String @Nullable [] trace(@Nullable Map<String, ?> headers) {
    if (headers == null || headers.isEmpty()) {
      return null;
    }
    String[] names = JobRuns.incomingHeaders();
    String[] values = null;
    for (Map.Entry<String, ?> header : headers.entrySet()) {
      for (int i = 0; i < names.length; i++) {
        // why: over HTTP case means nothing, so senders differ in it
        if (names[i].equalsIgnoreCase(header.getKey())) {
          values = values == null ? new String[names.length] : values;
          values[i] = text(header.getValue());
        }
      }
    }
    return values;
  }

  /** W3C's {@code traceparent}, or null. */
  public static @Nullable String traceParent(@Nullable Map<String, ?> headers) {
    String value = headers == null ? null : text(headers.get("traceparent"));
    return value == null || value.length() != LENGTH_OF_TRACE_PARENT ? null : value;
  }

  private static @Nullable String text(@Nullable Object value) {
    // why: what clients read from the wire is no String yet
    String text = value == null ? null : value.toString();
    return text == null || text.length() > LONGEST_HEADER ? null : text;
  }

  /** Whether there is a header of this name, whatever its case. */
  public static boolean has(@Nullable Map<String, ?> headers, String name) {
    if (headers != null) {
      for (String header : headers.keySet()) {
        if (name.equalsIgnoreCase(header)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Which delivery of a message this is, 1 for the first: quorum queues count those that failed,
   * and other brokers' queues those that were rejected and came back by a queue of dead letters.
   */
  public static int attempt(@Nullable Map<String, ?> headers, @Nullable String queue) {
    if (headers == null || headers.isEmpty()) {
      return 1;
    }
    long before = count(headers.get("x-delivery-count"));
    Object deaths = headers.get("x-death");
    if (deaths instanceof List) {
      for (Object death : (List<?>) deaths) {
        if (death instanceof Map) {
          before += rejections((Map<?, ?>) death, queue);
        }
      }
    }
    return (int) Math.min(before + 1, Integer.MAX_VALUE);
  }

  private static long rejections(Map<?, ?> death, @Nullable String queue) {
    String reason = String.valueOf(death.get("reason"));
    boolean isHere = queue != null && queue.equals(String.valueOf(death.get("queue")));
    return isHere && reason.equals("rejected") ? count(death.get("count")) : 0;
  }

  private static long count(@Nullable Object value) {
    return value instanceof Number ? Math.max(0, ((Number) value).intValue()) : 0;
  }
}
