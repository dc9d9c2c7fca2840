package io.batchmon.benchmark;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What was measured: the rounds of each variant, in order.
 *
 * @param invalid variants with a run that failed or did not report; they get no figure at all
 */
record Results<T>(Map<Variant, List<T>> rounds, List<Variant> invalid) {
  private static final String INVALID = "INVALID";

  Series series(Variant variant, ToDoubleFunction<T> figure) {
    return Series.of(rounds.getOrDefault(variant, List.of()), figure);
  }

  /** {@code 1.53x (0.93 s)}: the median of the ratios of each round, and the median itself. */
  Function<Variant, String> ratio(ToDoubleFunction<T> figure, DoubleFunction<String> unit) {
    return valid(
        variant -> {
          String median = unit.apply(series(variant, figure).median());
          return variant == Variant.NONE
              ? median
              : Units.times(ratios(variant, figure).median()) + " (" + median + ")";
        });
  }

  /** {@code 0.90 to 0.97 s, 1.48x to 1.60x}: the least and the most of the same. */
  Function<Variant, String> spread(ToDoubleFunction<T> figure, DoubleFunction<String> unit) {
    return valid(
        variant -> {
          Series values = series(variant, figure);
          String range = unit.apply(values.min()) + " to " + unit.apply(values.max());
          if (variant == Variant.NONE) {
            return range;
          }
          Series ratios = ratios(variant, figure);
          return range + ", " + Units.times(ratios.min()) + " to " + Units.times(ratios.max());
        });
  }

  /** {@code +1.9 MiB}: the median of what each round adds to the same round without an agent. */
  Function<Variant, String> added(ToDoubleFunction<T> figure, DoubleFunction<String> unit) {
    return valid(
        variant -> {
          Series values = series(variant, figure);
          if (variant == Variant.NONE) {
            return unit.apply(values.median());
          }
          double added = values.less(series(Variant.NONE, figure)).median();
          return (added < 0 ? "" : "+") + unit.apply(added);
        });
  }

  /** The words for the last round of a variant; empty for those that have nobody to report. */
  Function<Variant, String> reported(Function<T, String> words) {
    return valid(
        variant -> {
          List<T> all = rounds.getOrDefault(variant, List.of());
          return variant.reports() ? words.apply(all.get(all.size() - 1)) : "";
        });
  }

  private Series ratios(Variant variant, ToDoubleFunction<T> figure) {
    return series(variant, figure).over(series(Variant.NONE, figure));
  }

  private Function<Variant, String> valid(Function<Variant, String> cell) {
    return variant ->
        invalid.contains(variant) || invalid.contains(Variant.NONE) ? INVALID : cell.apply(variant);
  }
}
