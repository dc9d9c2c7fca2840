package io.batchmon.instrumentation.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The context that the application's OpenTelemetry sees, in a run and outside of any. */
class OpenTelemetryIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new OpenTelemetryInstrumentation());

  private static final SpanContext OWN =
      SpanContext.create(
          "0af7651916cd43dd8448eb211c80319c",
          "b7ad6b7169203331",
          TraceFlags.getSampled(),
          TraceState.getDefault());

  private static OpenRun begin() {
    return JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "Settle")));
  }

  private static void end(OpenRun run) {
    JobRuns.end(run, RunResult.succeeded());
    runs.take().succeeded();
  }

  private static String traceParent(SpanContext span) {
    return "00-" + span.getTraceId() + '-' + span.getSpanId() + '-' + span.getTraceFlags().asHex();
  }

  @Test
  void outsideOfRunsNothingIsChanged() {
    assertThat(Context.current()).isSameAs(Context.root());
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  void whoAsksInARunGetsItsSpan() {
    OpenRun run = begin();
    SpanContext span = Span.current().getSpanContext();
    assertThat(traceParent(span)).isEqualTo(JobRuns.traceParent(run));
    assertThat(span.isRemote()).isTrue();
    end(run);
    assertThat(Context.current()).isSameAs(Context.root());
  }

  @Test
  void contextWithoutASpanKeepsWhatItHas() {
    OpenRun run = begin();
    Baggage baggage = Baggage.builder().put("tenant", "acme").build();
    Scope scope = Context.current().with(baggage).makeCurrent();
    try {
      assertThat(Baggage.current()).isEqualTo(baggage);
      assertThat(traceParent(Span.current().getSpanContext())).isEqualTo(JobRuns.traceParent(run));
    } finally {
      scope.close();
    }
    end(run);
  }

  @Test
  void spanOfItsOwnInARunStays() {
    OpenRun run = begin();
    Context own = Context.root().with(Span.wrap(OWN));
    Scope scope = own.makeCurrent();
    try {
      assertThat(Context.current()).isSameAs(own);
    } finally {
      scope.close();
    }
    assertThat(traceParent(Span.current().getSpanContext())).isEqualTo(JobRuns.traceParent(run));
    end(run);
  }

  @Test
  void whoeverAsksFirstTellsWhatIsCurrent() {
    assertThat(Context.current()).isSameAs(Context.root());
    assertThat(JobRuns.hasOwnTracing()).isTrue();
    assertThat(JobRuns.ownTrace()).hasSize(2).endsWith((Object) null);
  }

  @Test
  void copyOfTheApiInTheJavaAgentIsTheSame() {
    OpenRun run = begin();
    io.opentelemetry.javaagent.shaded.io.opentelemetry.api.trace.SpanContext span =
        io.opentelemetry.javaagent.shaded.io.opentelemetry.api.trace.Span.current()
            .getSpanContext();
    assertThat("00-" + span.getTraceId() + '-' + span.getSpanId() + "-01")
        .isEqualTo(JobRuns.traceParent(run));
    end(run);
  }
}
