package io.batchmon.standin;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OTLP requests as flat records. */
final class OtlpReader {
  private OtlpReader() {}

  static List<ReceivedSpan> spans(ExportTraceServiceRequest request) {
    List<ReceivedSpan> spans = new ArrayList<>();
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      Map<String, Object> resource = attributes(ofResource.getResource().getAttributesList());
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        for (Span span : ofScope.getSpansList()) {
          spans.add(span(span, resource));
        }
      }
    }
    return spans;
  }

  private static ReceivedSpan span(Span span, Map<String, Object> resource) {
    List<ReceivedSpan.SpanEvent> events = new ArrayList<>();
    for (Span.Event event : span.getEventsList()) {
      events.add(
          new ReceivedSpan.SpanEvent(
              event.getName(), event.getTimeUnixNano(), attributes(event.getAttributesList())));
    }
    List<ReceivedSpan.SpanLink> links = new ArrayList<>();
    for (Span.Link link : span.getLinksList()) {
      links.add(
          new ReceivedSpan.SpanLink(
              hex(link.getTraceId().toByteArray()),
              hex(link.getSpanId().toByteArray()),
              attributes(link.getAttributesList())));
    }
    return new ReceivedSpan(
        span.getName(),
        hex(span.getTraceId().toByteArray()),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getKind().name().replace("SPAN_KIND_", ""),
        span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
        span.getStatus().getMessage(),
        attributes(span.getAttributesList()),
        resource,
        events,
        links,
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano());
  }

  static List<ReceivedEvent> events(ExportLogsServiceRequest request) {
    List<ReceivedEvent> events = new ArrayList<>();
    for (ResourceLogs ofResource : request.getResourceLogsList()) {
      Map<String, Object> resource = attributes(ofResource.getResource().getAttributesList());
      for (ScopeLogs ofScope : ofResource.getScopeLogsList()) {
        for (LogRecord log : ofScope.getLogRecordsList()) {
          events.add(
              new ReceivedEvent(
                  log.getEventName(),
                  log.getSeverityNumber().name().replace("SEVERITY_NUMBER_", ""),
                  String.valueOf(value(log.getBody())),
                  hex(log.getTraceId().toByteArray()),
                  hex(log.getSpanId().toByteArray()),
                  attributes(log.getAttributesList()),
                  resource,
                  log.getTimeUnixNano()));
        }
      }
    }
    return events;
  }

  static List<ReceivedMetric> metrics(ExportMetricsServiceRequest request) {
    List<ReceivedMetric> points = new ArrayList<>();
    for (ResourceMetrics ofResource : request.getResourceMetricsList()) {
      Map<String, Object> resource = attributes(ofResource.getResource().getAttributesList());
      for (ScopeMetrics ofScope : ofResource.getScopeMetricsList()) {
        for (Metric metric : ofScope.getMetricsList()) {
          points(metric, resource, points);
        }
      }
    }
    return points;
  }

  private static void points(
      Metric metric, Map<String, Object> resource, List<ReceivedMetric> points) {
    for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
      points.add(number(metric, "gauge", "", false, point, resource));
    }
    String sumTemporality = temporality(metric.getSum().getAggregationTemporality());
    for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
      points.add(
          number(metric, "sum", sumTemporality, metric.getSum().getIsMonotonic(), point, resource));
    }
    for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
      points.add(
          new ReceivedMetric(
              metric.getName(),
              metric.getUnit(),
              "histogram",
              temporality(metric.getHistogram().getAggregationTemporality()),
              true,
              point.getSum(),
              point.getCount(),
              attributes(point.getAttributesList()),
              resource,
              point.getStartTimeUnixNano(),
              point.getTimeUnixNano()));
    }
    for (ExponentialHistogramDataPoint point :
        metric.getExponentialHistogram().getDataPointsList()) {
      points.add(
          new ReceivedMetric(
              metric.getName(),
              metric.getUnit(),
              "exponential_histogram",
              temporality(metric.getExponentialHistogram().getAggregationTemporality()),
              true,
              point.getSum(),
              point.getCount(),
              attributes(point.getAttributesList()),
              resource,
              point.getStartTimeUnixNano(),
              point.getTimeUnixNano()));
    }
  }

  private static ReceivedMetric number(
      Metric metric,
      String type,
      String temporality,
      boolean monotonic,
      NumberDataPoint point,
      Map<String, Object> resource) {
    return new ReceivedMetric(
        metric.getName(),
        metric.getUnit(),
        type,
        temporality,
        monotonic,
        point.hasAsDouble() ? point.getAsDouble() : point.getAsInt(),
        0,
        attributes(point.getAttributesList()),
        resource,
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano());
  }

  private static String temporality(AggregationTemporality temporality) {
    return temporality.name().replace("AGGREGATION_TEMPORALITY_", "");
  }

  private static Map<String, Object> attributes(List<KeyValue> pairs) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (KeyValue pair : pairs) {
      attributes.put(pair.getKey(), value(pair.getValue()));
    }
    return attributes;
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE ->
          value.getArrayValue().getValuesList().stream().map(OtlpReader::value).toList();
      case VALUE_NOT_SET -> "";
      default -> value.toString();
    };
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
