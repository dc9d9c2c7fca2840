package io.batchmon.agent.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.aggregator.AggregatorHandle;
import io.opentelemetry.sdk.metrics.internal.aggregator.DoubleBase2ExponentialHistogramAggregator;
import io.opentelemetry.sdk.metrics.internal.aggregator.DoubleExplicitBucketHistogramAggregator;
import io.opentelemetry.sdk.metrics.internal.aggregator.ExplicitBucketHistogramUtils;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableDoublePointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableExponentialHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableGaugeData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.metrics.internal.exemplar.ExemplarReservoirFactory;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One metric and its cells, one for each set of attributes. What was added stays until {@link
 * #delivered} says that it arrived, so a failed export loses nothing. Confined to one thread.
 */
final class Instrument {
  enum Kind {
    COUNTER,
    UP_DOWN,
    GAUGE,
    HISTOGRAM,
    /** A histogram of seconds, for what mostly takes less than ten. */
    MOMENTS,
    /** A histogram of seconds, for what stops the world. */
    PAUSES,
    /** A histogram of seconds, for what databases do. */
    OPERATIONS,
    /** As a gauge, for what is added up over services, and so a sum that goes up and down. */
    LEVEL
  }

  private static final Attributes OVERFLOW =
      Attributes.builder().put(TelemetryNames.OVERFLOW, true).build();

  private final Kind kind;
  private final String name;
  private final String unit;
  private final String description;
  private final boolean delta;
  private final boolean explicit;
  private final int limit;
  private boolean billionths;
  private final Map<Attributes, long[]> numbers = new LinkedHashMap<>();
  private final Map<Attributes, AggregatorHandle<HistogramPointData>> buckets =
      new LinkedHashMap<>();
  private final Map<Attributes, AggregatorHandle<ExponentialHistogramPointData>> exponential =
      new LinkedHashMap<>();
  private final Set<Attributes> admitted = new HashSet<>();
  private long startNanos;

  Instrument(
      Kind kind, String name, String unit, String description, OtlpConfig config, long startNanos) {
    this.kind = kind;
    this.name = name;
    this.unit = unit;
    this.description = description;
    this.delta = !config.cumulative && kind != Kind.UP_DOWN && kind != Kind.LEVEL;
    this.explicit = config.explicitBuckets;
    this.limit = config.cardinalityLimit;
    this.startNanos = startNanos;
  }

  /** Its numbers are billionths of the unit, and are told as fractions; itself. */
  Instrument inBillionths() {
    billionths = true;
    return this;
  }

  // why: over the JVM's life, not over an interval; each set of values may be one that is paid for
  private Attributes within(Attributes attributes) {
    return admitted.contains(attributes)
            || (admitted.size() < limit - 1 && admitted.add(attributes))
        ? attributes
        : OVERFLOW;
  }

  private long[] number(Attributes attributes) {
    Attributes key = within(attributes);
    long[] cell = numbers.get(key);
    if (cell == null) {
      cell = new long[1];
      numbers.put(key, cell);
    }
    return cell;
  }

  /** For counters, and for gauges that are the sum of several. */
  void add(Attributes attributes, long value) {
    number(attributes)[0] += value;
  }

  /** For a gauge. */
  void set(Attributes attributes, long value) {
    number(attributes)[0] = value;
  }

  /** For a gauge whose cells come and go. */
  void clear() {
    numbers.clear();
  }

  /** For a histogram. */
  @SuppressWarnings("NullAway") // why: no context, since loading one starts java.util.logging
  void record(Attributes attributes, double value) {
    if (explicit) {
      Attributes key = within(attributes);
      AggregatorHandle<HistogramPointData> cell = buckets.get(key);
      if (cell == null) {
        cell = explicit().createHandle(startNanos);
        buckets.put(key, cell);
      }
      cell.recordDouble(value, key, null);
    } else {
      Attributes key = within(attributes);
      AggregatorHandle<ExponentialHistogramPointData> cell = exponential.get(key);
      if (cell == null) {
        cell = Exponential.AGGREGATOR.createHandle(startNanos);
        exponential.put(key, cell);
      }
      cell.recordDouble(value, key, null);
    }
  }

  private DoubleExplicitBucketHistogramAggregator explicit() {
    switch (kind) {
      case MOMENTS:
        return OfMoments.AGGREGATOR;
      case PAUSES:
        return OfPauses.AGGREGATOR;
      case OPERATIONS:
        return OfOperations.AGGREGATOR;
      default:
        return Explicit.AGGREGATOR;
    }
  }

  /** What has not been delivered yet, or null if that is nothing. */
  @Nullable MetricData collect(Resource resource, InstrumentationScopeInfo scope, long nowNanos) {
    AggregationTemporality temporality =
        delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
    if (!numbers.isEmpty() && billionths) {
      return fractions(resource, scope, temporality, nowNanos);
    }
    if (!numbers.isEmpty()) {
      List<LongPointData> points = new ArrayList<>(numbers.size());
      for (Map.Entry<Attributes, long[]> cell : numbers.entrySet()) {
        points.add(
            ImmutableLongPointData.create(startNanos, nowNanos, cell.getKey(), cell.getValue()[0]));
      }
      return kind == Kind.GAUGE
          ? ImmutableMetricData.createLongGauge(
              resource, scope, name, description, unit, ImmutableGaugeData.create(points))
          : ImmutableMetricData.createLongSum(
              resource,
              scope,
              name,
              description,
              unit,
              ImmutableSumData.create(kind == Kind.COUNTER, temporality, points));
    }
    if (!exponential.isEmpty()) {
      List<ExponentialHistogramPointData> points = new ArrayList<>(exponential.size());
      for (Map.Entry<Attributes, AggregatorHandle<ExponentialHistogramPointData>> cell :
          exponential.entrySet()) {
        points.add(
            cell.getValue().aggregateThenMaybeReset(startNanos, nowNanos, cell.getKey(), false));
      }
      return ImmutableMetricData.createExponentialHistogram(
          resource,
          scope,
          name,
          description,
          unit,
          ImmutableExponentialHistogramData.create(temporality, points));
    }
    if (!buckets.isEmpty()) {
      List<HistogramPointData> points = new ArrayList<>(buckets.size());
      for (Map.Entry<Attributes, AggregatorHandle<HistogramPointData>> cell : buckets.entrySet()) {
        points.add(
            cell.getValue().aggregateThenMaybeReset(startNanos, nowNanos, cell.getKey(), false));
      }
      return ImmutableMetricData.createDoubleHistogram(
          resource,
          scope,
          name,
          description,
          unit,
          ImmutableHistogramData.create(temporality, points));
    }
    return null;
  }

  private MetricData fractions(
      Resource resource,
      InstrumentationScopeInfo scope,
      AggregationTemporality temporality,
      long nowNanos) {
    List<DoublePointData> points = new ArrayList<>(numbers.size());
    for (Map.Entry<Attributes, long[]> cell : numbers.entrySet()) {
      double value = cell.getValue()[0] / 1e9;
      points.add(ImmutableDoublePointData.create(startNanos, nowNanos, cell.getKey(), value));
    }
    return kind == Kind.GAUGE
        ? ImmutableMetricData.createDoubleGauge(
            resource, scope, name, description, unit, ImmutableGaugeData.create(points))
        : ImmutableMetricData.createDoubleSum(
            resource,
            scope,
            name,
            description,
            unit,
            ImmutableSumData.create(kind == Kind.COUNTER, temporality, points));
  }

  /** What {@link #collect} returned last has arrived. */
  void delivered(long collectedNanos) {
    if (delta && kind != Kind.GAUGE) {
      numbers.clear();
      buckets.clear();
      exponential.clear();
      startNanos = collectedNanos;
    }
  }

  int points() {
    return numbers.size() + buckets.size() + exponential.size();
  }

  /** Loaded with the first value. */
  private static final class Exponential {
    static final DoubleBase2ExponentialHistogramAggregator AGGREGATOR =
        new DoubleBase2ExponentialHistogramAggregator(
            ExemplarReservoirFactory.noSamples(), 160, 20, true, MemoryMode.IMMUTABLE_DATA);
  }

  /** Loaded with the first value; the boundaries that OpenTelemetry advises for HTTP. */
  private static final class OfMoments {
    static final DoubleExplicitBucketHistogramAggregator AGGREGATOR =
        new DoubleExplicitBucketHistogramAggregator(
            new double[] {
              0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
            },
            true,
            ExemplarReservoirFactory.noSamples(),
            MemoryMode.IMMUTABLE_DATA);
  }

  /** Loaded with the first value; the boundaries that OpenTelemetry advises for collections. */
  private static final class OfPauses {
    static final DoubleExplicitBucketHistogramAggregator AGGREGATOR =
        new DoubleExplicitBucketHistogramAggregator(
            new double[] {0.01, 0.1, 1, 10},
            true,
            ExemplarReservoirFactory.noSamples(),
            MemoryMode.IMMUTABLE_DATA);
  }

  /** Loaded with the first value; the boundaries that OpenTelemetry advises for databases. */
  private static final class OfOperations {
    static final DoubleExplicitBucketHistogramAggregator AGGREGATOR =
        new DoubleExplicitBucketHistogramAggregator(
            new double[] {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10},
            true,
            ExemplarReservoirFactory.noSamples(),
            MemoryMode.IMMUTABLE_DATA);
  }

  /** Loaded with the first value. */
  private static final class Explicit {
    static final DoubleExplicitBucketHistogramAggregator AGGREGATOR =
        new DoubleExplicitBucketHistogramAggregator(
            ExplicitBucketHistogramUtils.createBoundaryArray(
                ExplicitBucketHistogramUtils.DEFAULT_HISTOGRAM_BUCKET_BOUNDARIES),
            true,
            ExemplarReservoirFactory.noSamples(),
            MemoryMode.IMMUTABLE_DATA);
  }
}
