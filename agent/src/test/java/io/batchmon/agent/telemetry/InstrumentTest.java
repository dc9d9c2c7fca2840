package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InstrumentTest {
  private static final OtlpConfig EXPLICIT =
      new OtlpConfig(
          TestRuns.settings(
              AgentLog.to(System.err),
              "otel.exporter.otlp.metrics.default.histogram.aggregation",
              "explicit_bucket_histogram"));

  private static HistogramPointData point(Instrument.Kind kind, double value) {
    Instrument instrument = new Instrument(kind, "a", "s", "b", EXPLICIT, 1);
    instrument.record(Attributes.empty(), value);
    MetricData metric =
        instrument.collect(Resource.empty(), InstrumentationScopeInfo.create("c"), 2);
    return metric.getHistogramData().getPoints().iterator().next();
  }

  @Test
  void bucketsOfRequestsAreThoseThatTheConventionsAdvise() {
    HistogramPointData point = point(Instrument.Kind.MOMENTS, 0.03);
    assertThat(point.getBoundaries())
        .isEqualTo(
            List.of(
                0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0));
    assertThat(point.getCounts().indexOf(1L)).isEqualTo(3);
    assertThat(point(Instrument.Kind.HISTOGRAM, 3).getBoundaries()).contains(10_000.0);
  }

  @Test
  void whatIsBeyondTheLimitStaysBeyondItAfterItWasDelivered() {
    OtlpConfig three =
        new OtlpConfig(
            TestRuns.settings(AgentLog.to(System.err), "otel.java.metrics.cardinality.limit", "3"));
    Instrument runs = new Instrument(Instrument.Kind.COUNTER, "a", "1", "b", three, 1);
    for (int interval = 0; interval < 4; interval++) {
      for (int job = 0; job < 5; job++) {
        runs.add(Attributes.builder().put("job", "j" + (interval + job)).build(), 1);
      }
      Map<String, Long> counted = new TreeMap<>();
      runs.collect(Resource.empty(), InstrumentationScopeInfo.create("c"), interval + 2)
          .getLongSumData()
          .getPoints()
          .forEach(point -> counted.put(point.getAttributes().toString(), point.getValue()));
      runs.delivered(interval + 2);
      assertThat(counted.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
      assertThat(counted.keySet())
          .isSubsetOf("{job=\"j0\"}", "{job=\"j1\"}", "{otel.metric.overflow=true}");
    }
  }
}
