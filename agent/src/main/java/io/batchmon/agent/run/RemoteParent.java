package io.batchmon.agent.run;

import org.jspecify.annotations.Nullable;

/** The span in another process that a request says it is a part of. Immutable. */
public final class RemoteParent {
  private final long traceIdHigh;
  private final long traceIdLow;
  private final long spanId;
  private final @Nullable Boolean sampled;
  private final @Nullable String traceState;
  private final @Nullable String baggage;

  /**
   * Ids as they came, of which neither is zero.
   *
   * @param sampled null where the other process has not decided
   * @param traceState the W3C header to be passed on, or null
   * @param baggage the W3C header to be passed on, or null
   */
  public RemoteParent(
      long traceIdHigh,
      long traceIdLow,
      long spanId,
      @Nullable Boolean sampled,
      @Nullable String traceState,
      @Nullable String baggage) {
    this.traceIdHigh = traceIdHigh;
    this.traceIdLow = traceIdLow;
    this.spanId = spanId;
    this.sampled = sampled;
    this.traceState = traceState;
    this.baggage = baggage;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

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
}
