package io.batchmon.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Interleaves: each round measures every variant once, and each begins with another one. What slows
 * the machine for a while slows all of them.
 */
final class Rounds {
  private final List<Variant> variants;
  private final PrintStream progress;
  private final List<String> faults;

  /**
   * @param progress one line per run: the raw figures
   * @param faults what went wrong is added here
   */
  Rounds(List<Variant> variants, PrintStream progress, List<String> faults) {
    this.variants = List.copyOf(variants);
    this.progress = progress;
    this.faults = faults;
  }

  List<Variant> variants() {
    return variants;
  }

  /** One run of one variant. */
  interface Measure<T> {
    T of(Variant variant) throws IOException, InterruptedException, RunFailed;
  }

  /** The rounds that count come after these many that are thrown away. */
  <T> Results<T> interleave(String title, int thrownAway, int rounds, Measure<T> measure)
      throws IOException, InterruptedException {
    Map<Variant, List<T>> measured = new EnumMap<>(Variant.class);
    variants.forEach(variant -> measured.put(variant, new ArrayList<>()));
    List<Variant> invalid = new ArrayList<>();
    for (int round = 0; round < thrownAway + rounds; round++) {
      for (int i = 0; i < variants.size(); i++) {
        Variant variant = variants.get((i + round) % variants.size());
        String run = title + "," + variant.option() + "," + round;
        try {
          T result = measure.of(variant);
          progress.println(run + "," + result);
          if (round >= thrownAway) {
            measured.getOrDefault(variant, new ArrayList<>()).add(result);
          }
        } catch (RunFailed e) {
          progress.println(run + ",INVALID: " + e.getMessage());
          faults.add(title + ", " + variant.title() + ", round " + round + ": " + e.getMessage());
          invalid.add(variant);
        }
      }
    }
    return new Results<>(measured, invalid);
  }
}
