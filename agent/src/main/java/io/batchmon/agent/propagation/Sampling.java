package io.batchmon.agent.propagation;

import io.batchmon.agent.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are kept: {@code otel.traces.sampler}, decided as the OpenTelemetry SDK decides.
 */
final class Sampling {
  private static final String SAMPLER = "otel.traces.sampler";
  private static final String ARGUMENT = "otel.traces.sampler.arg";
  private static final String PARENT_BASED = "parentbased_";
  private static final String USUAL = "parentbased_always_on";

  private final boolean byParent;
  private final boolean all;
  private final long bound;

  private Sampling(boolean byParent, boolean all, double ratio) {
    this.byParent = byParent;
    this.all = all;
    // why: the lowest number of all has no absolute value
    this.bound = ratio == 0 ? Long.MIN_VALUE : (long) (ratio * Long.MAX_VALUE);
  }

  static Sampling of(Settings settings) {
    String sampler =
        settings.word(
            SAMPLER,
            USUAL,
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_off",
            "parentbased_traceidratio");
    boolean byParent = sampler.startsWith(PARENT_BASED);
    String root = byParent ? sampler.substring(PARENT_BASED.length()) : sampler;
    switch (root) {
      case "always_off":
        return new Sampling(byParent, false, 0);
      case "traceidratio":
        return new Sampling(byParent, false, ratio(settings));
      default:
        return new Sampling(byParent, true, 1);
    }
  }

  private static double ratio(Settings settings) {
    String text = settings.text(ARGUMENT);
    if (text != null) {
      try {
        double ratio = Double.parseDouble(text);
        if (ratio >= 0 && ratio <= 1) {
          return ratio;
        }
        settings.malformed(ARGUMENT, "is not between 0 and 1", "1");
      } catch (NumberFormatException failure) {
        settings.malformed(ARGUMENT, "is not a number between 0 and 1", "1");
      }
    }
    return 1;
  }

  /**
   * Decides.
   *
   * @param parent what the other process has decided, or null
   */
  boolean isKept(@Nullable Boolean parent, long traceIdLow) {
    if (byParent && parent != null) {
      return parent;
    }
    return all || Math.abs(traceIdLow) < bound;
  }
}
