package io.batchmon.benchmark;

import java.util.Map;
import java.util.Set;

/**
 * What an agent delivered in one run.
 *
 * @param spans how many of each name
 * @param metricRequests requests, not data points
 * @param unreadable requests that were no OTLP
 */
record Received(Map<String, Integer> spans, int metricRequests, int unreadable) {
  static final Received NOTHING = new Received(Map.of(), 0, 0);

  int total() {
    return spans.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many spans have this name. */
  int count(String name) {
    return spans.getOrDefault(name, 0);
  }

  /** How many of these jobs have at least one span. */
  int jobs(Set<String> jobSpans) {
    return (int) jobSpans.stream().filter(spans::containsKey).count();
  }

  /** Whether a span speaks of this; for what agents name each in their own way. */
  boolean mentions(String word) {
    return spans.keySet().stream().anyMatch(name -> name.contains(word));
  }
}
