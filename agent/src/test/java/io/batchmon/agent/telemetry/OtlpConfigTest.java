package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedRequest;
import io.batchmon.standin.StandInCollector;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's own autoconfiguration says what a setting means; ours must do the same. */
class OtlpConfigTest {
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private StandInCollector collector;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  /** {@code URL} stands for the collector; settings are separated by blanks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.exporter.otlp.endpoint=URL",
        "otel.exporter.otlp.endpoint=URL/",
        "otel.exporter.otlp.endpoint=URL/otlp",
        "otel.exporter.otlp.endpoint=URL/otlp/",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.traces.endpoint=URL/mine/v1/traces",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.metrics.endpoint=URL",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.logs.endpoint=URL/",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.protocol=http/protobuf",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.headers=a=1,b=2%203",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.headers=a=1"
            + " otel.exporter.otlp.traces.headers=c=4",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.compression=gzip",
        "otel.exporter.otlp.endpoint=URL otel.exporter.otlp.compression=gzip"
            + " otel.exporter.otlp.logs.compression=none",
        "otel.exporter.otlp.endpoint=URL otel.traces.exporter=none",
        "otel.exporter.otlp.endpoint=URL otel.metrics.exporter=none",
        "otel.exporter.otlp.endpoint=URL otel.logs.exporter=none",
        "otel.exporter.otlp.endpoint=URL otel.sdk.disabled=true",
      })
  void requestsLookAsOpenTelemetrysOwn(String settings) {
    Map<String, String> pairs = pairs(settings.replace("URL", collector.endpoint()));
    Set<String> theirs = new TreeSet<>();
    oracle(pairs);
    collector.requests().forEach(request -> theirs.add(essence(request)));
    collector.clear();

    TestRuns ours = TestRuns.with(flat(pairs));
    ours.succeed("nightly");
    assertThat(ours.flush().isComplete()).isTrue();
    Set<String> sent = new TreeSet<>();
    collector.requests().forEach(request -> sent.add(essence(request)));
    assertThat(sent).isEqualTo(theirs);
    assertThat(sent.isEmpty()).isEqualTo(settings.contains("disabled"));
  }

  private static String essence(ReceivedRequest request) {
    return request.path()
        + " type="
        + request.header("content-type")
        + " encoding="
        + request.header("content-encoding")
        + " a="
        + request.header("a")
        + " b="
        + request.header("b")
        + " c="
        + request.header("c");
  }

  @ParameterizedTest
  @CsvSource({
    "delta, explicit_bucket_histogram",
    "delta, base2_exponential_bucket_histogram",
    "cumulative, explicit_bucket_histogram",
    "cumulative, base2_exponential_bucket_histogram",
    "lowmemory, base2_exponential_bucket_histogram",
  })
  void metricsLookAsOpenTelemetrysOwn(String temporality, String histogram) {
    Map<String, String> pairs = new HashMap<>();
    pairs.put("otel.exporter.otlp.endpoint", collector.endpoint());
    pairs.put("otel.exporter.otlp.metrics.temporality.preference", temporality);
    pairs.put("otel.exporter.otlp.metrics.default.histogram.aggregation", histogram);
    oracle(pairs);
    String histogramWanted = form(metric("histogram"));
    String counterWanted = form(metric("counter"));
    String levelWanted = form(metric("level"));
    collector.clear();

    TestRuns ours = TestRuns.with(flat(pairs));
    ours.succeed("nightly");
    ours.flush();
    assertThat(form(metric("batch.job.duration"))).isEqualTo(histogramWanted);
    assertThat(form(metric("batch.job.runs"))).isEqualTo(counterWanted);
    assertThat(form(metric("batch.job.active"))).isEqualTo(levelWanted);
  }

  private ReceivedMetric metric(String name) {
    return collector.awaitMetric(point -> point.name().equals(name), TestRuns.LIMIT);
  }

  private static String form(ReceivedMetric point) {
    return point.type() + " " + point.temporality() + " " + point.monotonic();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2500", "2500ms", "3s", "1m"})
  void timeOutIsReadAsByOpenTelemetry(String timeout) {
    AtomicReference<String> exporter = new AtomicReference<>();
    Map<String, String> pairs = Map.of("otel.exporter.otlp.traces.timeout", timeout);
    AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> pairs)
        .addSpanExporterCustomizer(
            (original, config) -> {
              exporter.set(original.toString());
              return original;
            })
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk()
        .close();
    long ours = config("otel.exporter.otlp.traces.timeout", timeout).traces.timeoutMillis;
    assertThat(exporter.get()).contains("timeoutNanos=" + TimeUnit.MILLISECONDS.toNanos(ours));
  }

  /** Here the SDK differs from the specification and breaks a token that contains a plus sign. */
  @Test
  void plusSignInAHeaderStaysOne() {
    assertThat(config("otel.exporter.otlp.headers", "Authorization=Basic%20x+y%2Bz==").logs.headers)
        .containsOnly(org.assertj.core.api.Assertions.entry("Authorization", "Basic x+y+z=="));
  }

  @Test
  void withoutSettingsItIsTheLocalCollector() {
    OtlpConfig config = config();
    assertThat(config.traces.endpoint).hasToString("http://localhost:4318/v1/traces");
    assertThat(config.metrics.endpoint).hasToString("http://localhost:4318/v1/metrics");
    assertThat(config.logs.endpoint).hasToString("http://localhost:4318/v1/logs");
    assertThat(config.traces.grpc).isFalse();
    assertThat(config.traces.timeoutMillis).isEqualTo(10_000);
    assertThat(config.cumulative).isFalse();
    assertThat(config.explicitBuckets).isFalse();
    assertThat(config("otel.exporter.otlp.protocol", "grpc").traces.endpoint)
        .hasToString("http://localhost:4317");
    assertThat(config("otel.exporter.otlp.logs.protocol", "grpc").traces.grpc).isFalse();
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "otel.exporter.otlp.endpoint, localhost:4318",
    "otel.exporter.otlp.endpoint, http://a b",
    "otel.exporter.otlp.endpoint, http://host:4318/?x=1",
    "otel.exporter.otlp.traces.endpoint, ftp://host",
    "otel.exporter.otlp.protocol, http/json",
    "otel.exporter.otlp.compression, zstd",
    "otel.exporter.otlp.timeout, soon",
    "otel.traces.exporter, zipkin",
    "otel.bsp.max.queue.size, 0",
    "otel.exporter.otlp.metrics.temporality.preference, sometimes",
  })
  void malformedValueIsSaidAndTheDefaultUsed(String name, String value) {
    OtlpConfig config = config(name, value);
    assertThat(config.traces.endpoint).hasToString("http://localhost:4318/v1/traces");
    assertThat(config.traces.enabled).isTrue();
    assertThat(config.traces.timeoutMillis).isEqualTo(10_000);
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("[batchmon] WARN " + name + "=");
  }

  @Test
  void keyWithoutCertificateIsNotUsed() {
    OtlpConfig config = config("otel.exporter.otlp.client.key", "/only/the/key.pem");
    assertThat(config.traces.clientKey).isNull();
    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .contains("otel.exporter.otlp.client.key=***", "needs both");
  }

  private OtlpConfig config(String... namesAndValues) {
    return new OtlpConfig(TestRuns.settings(log, namesAndValues));
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : text.split(" ", -1)) {
      int equals = pair.indexOf('=');
      pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return pairs;
  }

  private static String[] flat(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .flatMap(pair -> java.util.stream.Stream.of(pair.getKey(), pair.getValue()))
        .toArray(String[]::new);
  }

  private static void oracle(Map<String, String> pairs) {
    // why: the SDK by itself prefers gRPC, batchmon what the specification recommends
    Map<String, String> overHttp = new HashMap<>(pairs);
    overHttp.putIfAbsent("otel.exporter.otlp.protocol", "http/protobuf");
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> overHttp)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    sdk.getTracer("oracle").spanBuilder("span").startSpan().end();
    Meter meter = sdk.getMeter("oracle");
    meter.histogramBuilder("histogram").build().record(1);
    meter.counterBuilder("counter").build().add(1);
    meter.upDownCounterBuilder("level").build().add(1);
    sdk.getLogsBridge().get("oracle").logRecordBuilder().setBody("log").emit();
    sdk.close();
  }
}
