package io.batchmon.instrumentation.datadog;

import datadog.trace.bootstrap.instrumentation.api.AgentSpan;
import datadog.trace.bootstrap.instrumentation.api.AgentTracer;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Called whenever Datadog's agent makes a span current; the first in a run is linked to it. */
public final class ActivationAdvice implements Supplier<@Nullable Object[]> {
  private static final int TRACE_DIGITS = 32;
  private static final int SPAN_DIGITS = 16;

  private ActivationAdvice() {}

  public static void enter(@Nullable AgentSpan span) {
    if (!JobRuns.hasOwnTracing()) {
      JobRuns.ownTracing(new ActivationAdvice());
    }
    OpenRun run = JobRuns.current();
    if (run != null && run.wantsBeside()) {
      String traceParent = traceParent(span);
      if (traceParent != null) {
        run.beside(traceParent);
      }
    }
  }

  private static @Nullable String traceParent(@Nullable AgentSpan span) {
    if (span == null || span.getSpanId() == 0) {
      return null;
    }
    String id = Long.toHexString(span.getSpanId());
    StringBuilder text = new StringBuilder("00-");
    text.append(span.getTraceId().toHexStringPadded(TRACE_DIGITS)).append('-');
    for (int i = id.length(); i < SPAN_DIGITS; i++) {
      text.append('0');
    }
    return text.append(id).append("-01").toString();
  }

  @Override
  public @Nullable Object[] get() {
    return new Object[] {null, traceParent(AgentTracer.activeSpan())};
  }
}
