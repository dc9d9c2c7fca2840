package io.batchmon.instrumentation.opentelemetry;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Called whenever the application, its libraries or its SDK ask for the current context. */
public final class ContextAdvice implements Supplier<@Nullable Object[]> {
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;

  private ContextAdvice() {}

  /** What is current: itself, or with the span of the run that this thread is in. */
  public static @Nullable Context exit(@Nullable Context found, @Nullable Throwable thrown) {
    if (found == null) {
      return null;
    }
    if (!JobRuns.hasOwnTracing()) {
      JobRuns.ownTracing(new ContextAdvice());
    }
    OpenRun run = JobRuns.current();
    if (run == null) {
      return found;
    }
    Object[] kept = run.contexts();
    if (kept != null && kept.length > 2 && kept[1] == found && kept[2] instanceof Context) {
      return (Context) kept[2];
    }
    Object before = kept == null ? null : kept[0];
    // why: a span that was made inside the run is a part of it already; one that was there when
    // the run began is not
    if (found != before && Span.fromContext(found).getSpanContext().isValid()) {
      return found;
    }
    String own = JobRuns.traceParent(run);
    if (own == null) {
      return found;
    }
    Context ours = found.with(Span.wrap(span(own)));
    run.contexts(new Object[] {before, found, ours});
    return ours;
  }

  private static SpanContext span(String traceParent) {
    return SpanContext.createFromRemoteParent(
        traceParent.substring(TRACE_ID, SPAN_ID - 1),
        traceParent.substring(SPAN_ID, FLAGS - 1),
        traceParent.endsWith("1") ? TraceFlags.getSampled() : TraceFlags.getDefault(),
        TraceState.getDefault());
  }

  @Override
  public @Nullable Object[] get() {
    Context context = Context.current();
    SpanContext span = Span.fromContext(context).getSpanContext();
    String traceParent =
        span.isValid()
            ? "00-"
                + span.getTraceId()
                + '-'
                + span.getSpanId()
                + (span.isSampled() ? "-01" : "-00")
            : null;
    return new Object[] {context, traceParent};
  }
}
