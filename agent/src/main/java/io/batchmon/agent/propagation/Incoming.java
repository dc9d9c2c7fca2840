package io.batchmon.agent.propagation;

import io.batchmon.agent.run.RemoteParent;
import org.jspecify.annotations.Nullable;

/** What the headers of one request say, format by format: the first that names a trace wins. */
final class Incoming {
  private long high;
  private long low;
  private long span;
  private boolean random;
  private @Nullable Boolean sampled;
  private @Nullable String state;
  @Nullable String baggage;
  @Nullable String lineage;

  boolean hasTrace() {
    return (high | low) != 0;
  }

  /** A trace, and the span in it, or zero where the caller does not say. */
  void trace(long traceIdHigh, long traceIdLow, long spanId, @Nullable Boolean isSampled) {
    high = traceIdHigh;
    low = traceIdLow;
    span = spanId;
    sampled = isSampled;
  }

  /** Of the trace just found: what W3C adds. */
  void also(boolean isRandom, @Nullable String traceState) {
    random = isRandom;
    state = traceState;
  }

  /** A decision without a trace; one that comes with a trace counts for more. */
  void decision(boolean isSampled) {
    if (!hasTrace() && sampled == null) {
      sampled = isSampled;
    }
  }

  /** Null where nothing was found. */
  @Nullable RemoteParent parent() {
    return !hasTrace() && sampled == null && baggage == null && lineage == null
        ? null
        : new RemoteParent(high, low, span, random, sampled, state, baggage, lineage);
  }
}
