package io.batchmon.agent.telemetry;

import io.batchmon.agent.config.AgentLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Metrics of a worker that are collected by the test itself. */
final class Measured {
  private final String[] settings;
  final JobMetrics metrics;
  private long nowNanos = 1;

  Measured(String... settings) {
    this.settings = settings;
    metrics =
        new JobMetrics(
            new OtlpConfig(TestRuns.settings(AgentLog.to(System.err), this.settings)),
            0,
            UnaryOperator.identity());
  }

  /** Every metric that has a point; then all were delivered. */
  Map<String, MetricData> take() {
    Map<String, MetricData> data = new TreeMap<>();
    nowNanos++;
    for (MetricData metric :
        metrics.collect(Resource.empty(), InstrumentationScopeInfo.create("test"), nowNanos)) {
      data.put(metric.getName(), metric);
    }
    metrics.delivered(nowNanos);
    return data;
  }

  /** The value of each point, by its attributes as text. */
  static Map<String, Double> values(MetricData metric) {
    Map<String, Double> values = new TreeMap<>();
    if (metric.getType() == MetricDataType.EXPONENTIAL_HISTOGRAM) {
      for (ExponentialHistogramPointData point : metric.getExponentialHistogramData().getPoints()) {
        values.put(text(point.getAttributes()), point.getSum());
      }
    } else if (metric.getType() == MetricDataType.LONG_GAUGE
        || metric.getType() == MetricDataType.LONG_SUM) {
      metric
          .getData()
          .getPoints()
          .forEach(
              point ->
                  values.put(
                      text(point.getAttributes()), (double) ((LongPointData) point).getValue()));
    } else {
      metric
          .getData()
          .getPoints()
          .forEach(
              point ->
                  values.put(text(point.getAttributes()), ((DoublePointData) point).getValue()));
    }
    return values;
  }

  private static String text(Attributes attributes) {
    Map<String, Object> sorted = new TreeMap<>();
    attributes.forEach((key, value) -> sorted.put(key.getKey(), value));
    return sorted.toString();
  }
}
