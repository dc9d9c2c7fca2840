package io.batchmon.standin;

import java.util.Map;

/**
 * One data point of a metric as it arrived.
 *
 * @param type {@code sum}, {@code gauge}, {@code histogram} or {@code exponential_histogram}
 * @param temporality {@code DELTA}, {@code CUMULATIVE}, or empty for a gauge
 * @param value of a sum or gauge; the sum of a histogram
 * @param count of a histogram; 0 otherwise
 */
public record ReceivedMetric(
    String name,
    String unit,
    String type,
    String temporality,
    boolean monotonic,
    double value,
    long count,
    Map<String, Object> attributes,
    Map<String, Object> resource,
    long startNanos,
    long timeNanos) {}
