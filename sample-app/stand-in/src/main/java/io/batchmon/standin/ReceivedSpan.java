package io.batchmon.standin;

import java.util.List;
import java.util.Map;

/**
 * A span as it arrived. Ids are lower-case hex, times epoch nanoseconds; attribute values are
 * String, Long, Double, Boolean or a List of these.
 *
 * @param parentSpanId empty for a root
 * @param kind such as {@code INTERNAL}
 * @param statusCode {@code UNSET}, {@code OK} or {@code ERROR}
 */
public record ReceivedSpan(
    String name,
    String traceId,
    String spanId,
    String parentSpanId,
    String kind,
    String statusCode,
    String statusMessage,
    Map<String, Object> attributes,
    Map<String, Object> resource,
    List<SpanEvent> events,
    List<SpanLink> links,
    long startNanos,
    long endNanos) {

  /** An event on the span, such as {@code exception}. */
  public record SpanEvent(String name, long timeNanos, Map<String, Object> attributes) {}

  /** A link to another span. */
  public record SpanLink(String traceId, String spanId, Map<String, Object> attributes) {}

  public boolean isRoot() {
    return parentSpanId.isEmpty();
  }
}
