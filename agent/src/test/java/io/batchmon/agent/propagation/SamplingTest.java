package io.batchmon.agent.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.RemoteParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenTelemetry SDK, configured by the same settings, decides the same. */
class SamplingTest {
  @ParameterizedTest
  @CsvSource({
    "always_on, '', 20000",
    "always_off, '', 0",
    "traceidratio, 0.25, 5000",
    "traceidratio, 0, 0",
    "traceidratio, 1.0, 20000",
    "traceidratio, 1e-3, 20",
    "traceidratio, '', 20000",
    "parentbased_always_on, '', 13333",
    "parentbased_always_off, 0.5, 6666",
    "parentbased_traceidratio, 0.75, 11666",
    ", 0.5, 13333",
  })
  void decidesAsTheSdk(String sampler, String argument, int about) {
    Map<String, String> settings = new HashMap<>();
    settings.put("otel.traces.sampler.arg", argument);
    if (sampler != null) {
      settings.put("otel.traces.sampler", sampler);
    }
    Crossing ours = Crossing.with(settings);
    Sampler theirs = theirs(settings);
    Random random = new Random(7);
    int kept = 0;
    for (int i = 0; i < 20_000; i++) {
      long low = i < 4 ? new long[] {1, Long.MAX_VALUE, Long.MIN_VALUE, -1}[i] : random.nextLong();
      Boolean parent = i % 3 == 0 ? null : Boolean.valueOf(i % 3 == 1);
      boolean decision = decision(theirs, parent, low);
      assertThat(ours.propagation.isKept(remote(parent, low), low))
          .as("parent %s, id %x", parent, low)
          .isEqualTo(decision);
      kept += decision ? 1 : 0;
    }
    assertThat(kept).isCloseTo(about, Offset.offset(200));
    assertThat(ours.stderr()).isEmpty();
  }

  private static Sampler theirs(Map<String, String> settings) {
    settings.put("otel.traces.exporter", "none");
    settings.put("otel.metrics.exporter", "none");
    settings.put("otel.logs.exporter", "none");
    try (OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> settings)
            .build()
            .getOpenTelemetrySdk()) {
      return sdk.getSdkTracerProvider().getSampler();
    }
  }

  private static RemoteParent remote(Boolean sampled, long low) {
    return sampled == null ? null : new RemoteParent(1, low, 2, sampled, null, null);
  }

  private static boolean decision(Sampler sampler, Boolean parent, long low) {
    String trace = Crossing.hex(1) + Crossing.hex(low);
    Context context = Context.root();
    if (parent != null) {
      TraceFlags flags = parent ? TraceFlags.getSampled() : TraceFlags.getDefault();
      SpanContext span =
          SpanContext.createFromRemoteParent(
              trace, Crossing.hex(2), flags, TraceState.getDefault());
      context = context.with(Span.wrap(span));
    }
    return sampler
            .shouldSample(context, trace, "GET", SpanKind.SERVER, Attributes.empty(), List.of())
            .getDecision()
        == SamplingDecision.RECORD_AND_SAMPLE;
  }

  @ParameterizedTest
  @CsvSource({
    "otel.traces.sampler, xray, is none of",
    "otel.traces.sampler, jaeger_remote, is none of",
    "otel.traces.sampler.arg, 1.5, is not between 0 and 1",
    "otel.traces.sampler.arg, NaN, is not between 0 and 1",
    "otel.traces.sampler.arg, half, is not a number between 0 and 1",
  })
  void whatCannotBeUsedIsOneLineAndRequestsAreKept(String name, String value, String complaint) {
    Crossing ours =
        name.endsWith("arg")
            ? Crossing.with("otel.traces.sampler", "traceidratio", name, value)
            : Crossing.with(name, value);
    assertThat(ours.stderr().lines())
        .singleElement()
        .asString()
        .contains(name + "=" + value + " " + complaint);
    assertThat(ours.request(Map.of()).isSampled()).isTrue();
  }

  @Test
  void jobsAreKeptWhateverRequestsAre() {
    Crossing off = Crossing.with("otel.traces.sampler", "always_off");
    assertThat(off.request(Map.of()).isSampled()).isFalse();
    assertThat(off.job().isSampled()).isTrue();
  }
}
