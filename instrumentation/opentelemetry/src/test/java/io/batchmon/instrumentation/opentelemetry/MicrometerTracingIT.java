package io.batchmon.instrumentation.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Observations that an application traces by Micrometer, through an SDK of its own. */
class MicrometerTracingIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new OpenTelemetryInstrumentation());

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  private static void assertChild(SpanData span, OpenRun run, StatusData status) {
    assertThat("00-" + span.getTraceId() + '-' + span.getParentSpanId() + "-01")
        .isEqualTo(JobRuns.traceParent(run));
    assertThat(span.getStatus().getStatusCode()).isEqualTo(status.getStatusCode());
  }

  @Test
  void observationsOfMicrometerAreChildrenOfTheRun() {
    try (OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build()) {
      OtelTracer tracer =
          new OtelTracer(sdk.getTracer("app"), new OtelCurrentTraceContext(), event -> {});
      ObservationRegistry registry = ObservationRegistry.create();
      registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));

      OpenRun run = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("quartz", "Settle")));
      Observation.createNotStarted("settle", registry)
          .observe(() -> Observation.createNotStarted("post", registry).observe(() -> {}));
      assertThatThrownBy(
              () ->
                  Observation.createNotStarted("close", registry)
                      .observe(
                          () -> {
                            throw new IllegalStateException("no disk");
                          }))
          .hasMessage("no disk");
      JobRuns.end(run, RunResult.succeeded());

      List<SpanData> spans = exporter.getFinishedSpanItems();
      assertThat(spans).extracting(SpanData::getName).containsExactly("post", "settle", "close");
      assertThat(spans.get(0).getParentSpanId()).isEqualTo(spans.get(1).getSpanId());
      assertChild(spans.get(1), run, StatusData.ok());
      assertChild(spans.get(2), run, StatusData.error());
      runs.take().succeeded();
    }
  }
}
