package io.batchmon.standin;

import java.util.Map;

/**
 * A log record as it arrived.
 *
 * @param name the event's name, empty if it has none
 * @param severity such as {@code INFO}
 * @param body as text, empty if there is none
 */
public record ReceivedEvent(
    String name,
    String severity,
    String body,
    String traceId,
    String spanId,
    Map<String, Object> attributes,
    Map<String, Object> resource,
    long timeNanos) {}
