package io.batchmon.agent.telemetry;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.RemoteParent;
import io.batchmon.agent.run.RunLink;
import io.opentelemetry.api.internal.ImmutableSpanContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.internal.W3CTraceContextEncoding;
import org.jspecify.annotations.Nullable;

/** The places of runs in their traces, as the SDK's data wants them. */
final class SpanContexts {
  private static final int SAMPLED = 1;
  private static final int RANDOM = 2;

  private SpanContexts() {}

  static SpanContext of(ActiveRun run) {
    RemoteParent remote = run.remote();
    return local(
        traceId(run.traceIdHigh(), run.traceIdLow()),
        Hex.of(run.spanId()),
        flags(run.isSampled(), remote),
        state(remote));
  }

  // why: ids made of numbers that are not 0 need not be read again to see whether they are ids
  private static SpanContext local(
      String traceId, String spanId, TraceFlags flags, TraceState state) {
    return ImmutableSpanContext.create(traceId, spanId, flags, state, false, true);
  }

  /** Invalid for the root of a trace. */
  static SpanContext ofParent(ActiveRun run) {
    ActiveRun parent = run.parent();
    if (parent != null) {
      return of(parent.withSpan());
    }
    RemoteParent remote = run.remote();
    if (remote == null || !remote.hasTrace() || remote.spanId() == 0) {
      return SpanContext.getInvalid();
    }
    return SpanContext.createFromRemoteParent(
        traceId(remote.traceIdHigh(), remote.traceIdLow()),
        Hex.of(remote.spanId()),
        flags(Boolean.TRUE.equals(remote.sampled()), remote),
        state(remote));
  }

  static SpanContext of(RunLink link) {
    return of(link.traceIdHigh(), link.traceIdLow(), link.spanId());
  }

  /** Of a span of which only this is known. */
  static SpanContext of(long traceIdHigh, long traceIdLow, long spanId) {
    return local(
        traceId(traceIdHigh, traceIdLow),
        Hex.of(spanId),
        flags(true, null),
        TraceState.getDefault());
  }

  private static String traceId(long high, long low) {
    return Hex.of(high, low);
  }

  private static TraceFlags flags(boolean sampled, @Nullable RemoteParent remote) {
    boolean random = remote == null || !remote.hasTrace() || remote.hasRandomId();
    return TraceFlags.fromByte((byte) ((sampled ? SAMPLED : 0) + (random ? RANDOM : 0)));
  }

  private static TraceState state(@Nullable RemoteParent remote) {
    String state = remote == null ? null : remote.traceState();
    if (state == null) {
      return TraceState.getDefault();
    }
    try {
      return W3CTraceContextEncoding.decodeTraceState(state);
    } catch (IllegalArgumentException unreadable) {
      // why: well-formed by our rules; where the SDK's are others, the span matters more
      return TraceState.getDefault();
    }
  }
}
