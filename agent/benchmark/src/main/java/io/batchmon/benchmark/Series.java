package io.batchmon.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** One figure of several rounds, in the order of the rounds. */
final class Series {
  private final double[] values;

  private Series(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no rounds");
    }
    this.values = values;
  }

  static Series of(double... values) {
    return new Series(values.clone());
  }

  static <T> Series of(List<T> rounds, ToDoubleFunction<T> figure) {
    return new Series(rounds.stream().mapToDouble(figure).toArray());
  }

  double median() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double mean() {
    return Arrays.stream(values).average().orElseThrow();
  }

  double min() {
    return Arrays.stream(values).min().orElseThrow();
  }

  double max() {
    return Arrays.stream(values).max().orElseThrow();
  }

  /** Each round against the same round of the other: what slowed both cancels out. */
  Series over(Series base) {
    return paired(base, i -> values[(int) i] / base.values[(int) i]);
  }

  /** Each round less the same round of the other. */
  Series less(Series base) {
    return paired(base, i -> values[(int) i] - base.values[(int) i]);
  }

  private Series paired(Series base, DoubleUnaryOperator value) {
    if (base.values.length != values.length) {
      throw new IllegalArgumentException(values.length + " rounds against " + base.values.length);
    }
    return new Series(IntStream.range(0, values.length).asDoubleStream().map(value).toArray());
  }
}
