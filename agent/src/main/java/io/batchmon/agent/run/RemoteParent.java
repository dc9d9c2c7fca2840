package io.batchmon.agent.run;

import org.jspecify.annotations.Nullable;

/**
 * What a request says of the trace that it is a part of: mostly a span in another process, but
 * perhaps only a trace, a decision about it, or what travels with it. Immutable.
 */
public final class RemoteParent {
  private final long traceIdHigh;
  private final long traceIdLow;
  private final long spanId;
  private final boolean randomId;
  private final @Nullable Boolean sampled;
  private final @Nullable String traceState;
  private final @Nullable String baggage;
  private final @Nullable String lineage;

  /** Without what only some formats know. */
  public RemoteParent(
      long traceIdHigh,
      long traceIdLow,
      long spanId,
      @Nullable Boolean sampled,
      @Nullable String traceState,
      @Nullable String baggage) {
    this(traceIdHigh, traceIdLow, spanId, false, sampled, traceState, baggage, null);
  }

  /**
   * Ids as they came; a trace id of zero where none came, a span id of zero where that one did not.
   *
   * @param randomId whether the right half of the trace id is known to be random
   * @param sampled null where the other process has not decided
   * @param traceState the W3C header to be passed on, or null
   * @param baggage the W3C header to be passed on, or null
   * @param lineage what AWS wants to be passed on in the header of X-Ray, or null
   */
  public RemoteParent(
      long traceIdHigh,
      long traceIdLow,
      long spanId,
      boolean randomId,
      @Nullable Boolean sampled,
      @Nullable String traceState,
      @Nullable String baggage,
      @Nullable String lineage) {
    this.traceIdHigh = traceIdHigh;
    this.traceIdLow = traceIdLow;
    this.spanId = spanId;
    this.randomId = randomId;
    this.sampled = sampled;
    this.traceState = traceState;
    this.baggage = baggage;
    this.lineage = lineage;
  }

  /**
   * Of the W3C header that another tracer in this JVM made; null if it is none.
   *
   * @param traceParent such as {@code 00-<32 digits>-<16 digits>-01}
   */
  public static @Nullable RemoteParent of(String traceParent) {
    String[] parts = traceParent.split("-", -1);
    if (parts.length < 4 || parts[1].length() != 32 || parts[2].length() != 16) {
      return null;
    }
    try {
      long high = Long.parseUnsignedLong(parts[1].substring(0, 16), 16);
      long low = Long.parseUnsignedLong(parts[1].substring(16), 16);
      long span = Long.parseUnsignedLong(parts[2], 16);
      boolean sampled = (Integer.parseInt(parts[3], 16) & 1) == 1;
      return (high | low) == 0 || span == 0
          ? null
          : new RemoteParent(high, low, span, sampled, null, null);
    } catch (NumberFormatException notHexadecimal) {
      return null;
    }
  }

  /** Whether there is a trace to be continued; else there is only what comes with it. */
  public boolean hasTrace() {
    return (traceIdHigh | traceIdLow) != 0;
  }

  public boolean hasRandomId() {
    return randomId;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  /** Zero where the other process names none: the trace is continued by a span without a parent. */
  public long spanId() {
    return spanId;
  }

  public @Nullable Boolean sampled() {
    return sampled;
  }

  public @Nullable String traceState() {
    return traceState;
  }

  public @Nullable String baggage() {
    return baggage;
  }

  public @Nullable String lineage() {
    return lineage;
  }
}
