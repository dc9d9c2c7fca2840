package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.propagation.Propagation;
import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.Hex;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The spans of requests and calls, byte by byte those that the OpenTelemetry SDK makes. */
class ExchangeSpanTest {
  private static final Map<String, String> CALLER =
      Map.of(
          "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03",
          "tracestate", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");

  private final TickingClock clock = new TickingClock();
  private final Settings settings = TestRuns.settings(AgentLog.to(System.err));
  private final Propagation propagation = Propagation.of(settings);
  private final Resource resource =
      Resource.create(Attributes.builder().put("service.name", "shop").build());
  private final InstrumentationScopeInfo scope = InstrumentationScopeInfo.create("io.batchmon");
  private final RunTranslation translation =
      new RunTranslation(
          new OtlpConfig(settings), resource, scope, "shop", UnaryOperator.identity());
  private final Runs runs =
      new Runs(
          clock,
          List.of(),
          (observer, failure) -> {
            throw new AssertionError(failure);
          });

  ExchangeSpanTest() {
    runs.propagate(propagation);
  }

  private ActiveRun begin(JobRun.Builder run) {
    return (ActiveRun) runs.begin(run.build(), null, null);
  }

  private JobRun.Builder request(Map<String, String> headers) {
    String[] names = propagation.incoming();
    String[] values = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = headers.get(names[i]);
    }
    return JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET"))
        .headers(values)
        .attribute("http.request.method", "GET")
        .attribute("url.scheme", "https")
        .attribute("url.path", "/orders/7")
        .attribute("server.address", "shop.example")
        .attribute("server.port", 443);
  }

  private static JobRun.Builder call(String url) {
    return JobRun.builder(RunKind.CALL, JobName.of("http", "GET"))
        .attribute("http.request.method", "GET")
        .attribute("url.full", url);
  }

  private SpanData ours(ActiveRun run) {
    return translation.span(run, run.result(), new Exchange(run, run.result()));
  }

  /** The same, said to the SDK. */
  private SpanData theirs(
      ActiveRun run,
      String name,
      SpanKind kind,
      Context parent,
      Attributes attributes,
      boolean ok) {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    IdGenerator ids =
        new IdGenerator() {
          @Override
          public String generateSpanId() {
            return Hex.of(run.spanId());
          }

          @Override
          public String generateTraceId() {
            return Hex.of(run.traceIdHigh()) + Hex.of(run.traceIdLow());
          }

          @Override
          public boolean generatesRandomTraceIds() {
            return true;
          }
        };
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setIdGenerator(ids)
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      long start = run.startMillis() * 1_000_000;
      Span span =
          provider
              .get("io.batchmon")
              .spanBuilder(name)
              .setSpanKind(kind)
              .setParent(parent)
              .setStartTimestamp(start, TimeUnit.NANOSECONDS)
              .startSpan();
      span.setAllAttributes(attributes);
      if (!ok) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end(start + run.durationNanos(), TimeUnit.NANOSECONDS);
      return exporter.getFinishedSpanItems().get(0);
    }
  }

  private static byte[] encoded(SpanData span) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TraceRequestMarshaler.create(List.of(span)).writeBinaryTo(bytes);
    return bytes.toByteArray();
  }

  private static Context caller() {
    return W3CTraceContextPropagator.getInstance()
        .extract(
            Context.root(),
            CALLER,
            new TextMapGetter<Map<String, String>>() {
              @Override
              public String get(Map<String, String> carrier, String key) {
                return carrier.get(key);
              }
            });
  }

  private static Attributes requestAttributes(long status) {
    return Attributes.builder()
        .put("http.request.method", "GET")
        .put("http.route", "/orders/{id}")
        .put("http.response.status_code", status)
        .put("url.scheme", "https")
        .put("url.path", "/orders/7")
        .put("server.address", "shop.example")
        .put("server.port", 443)
        .put("thread.name", Thread.currentThread().getName())
        .put("aws.span.kind", "LOCAL_ROOT")
        .put("aws.local.service", "shop")
        .build();
  }

  @Test
  void requestIsAServerSpanOfItsCaller() throws IOException {
    ActiveRun request = begin(request(CALLER));
    clock.tick(12);
    request.end(
        RunResult.succeeded()
            .withAttribute("http.route", "/orders/{id}")
            .withAttribute("http.response.status_code", 404));
    SpanData theirs =
        theirs(
            request, "GET /orders/{id}", SpanKind.SERVER, caller(), requestAttributes(404), true);
    SpanData ours = ours(request);
    assertThat(ours.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(ours.getParentSpanContext()).isEqualTo(theirs.getParentSpanContext());
    assertThat(ours.getSpanContext()).isEqualTo(theirs.getSpanContext());
    assertThat(encoded(ours)).isEqualTo(encoded(theirs));
  }

  @Test
  void requestWithoutACallerIsARoot() throws IOException {
    ActiveRun request = begin(request(Map.of()));
    clock.tick(3);
    request.end(
        RunResult.failed("HTTP 500", "500")
            .withAttribute("http.route", "/orders/{id}")
            .withAttribute("http.response.status_code", 500));
    Attributes attributes =
        requestAttributes(500).toBuilder()
            .put("error.type", "500")
            .put("aws.xray.annotations", new String[] {"error.type"})
            .build();
    SpanData ours = ours(request);
    assertThat(ours.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(ours.getStatus().getDescription()).isEmpty();
    assertThat(encoded(ours))
        .isEqualTo(
            encoded(
                theirs(
                    request,
                    "GET /orders/{id}",
                    SpanKind.SERVER,
                    Context.root(),
                    attributes,
                    false)));
  }

  @Test
  void callIsAClientSpanOfTheRunAround() throws IOException {
    ActiveRun request = begin(request(CALLER));
    ActiveRun call = begin(call("https://u:p@pay.example/pay;s=1?card=4111#x"));
    clock.tick(5);
    call.end(RunResult.failed("HTTP 503", "503").withAttribute("http.response.status_code", 503));
    request.end(RunResult.succeeded());
    SpanContext parent = ours(request).getSpanContext();
    Attributes attributes =
        Attributes.builder()
            .put("http.request.method", "GET")
            .put("http.response.status_code", 503)
            .put("url.full", "https://pay.example/pay")
            .put("url.scheme", "https")
            .put("server.address", "pay.example")
            .put("server.port", 443)
            .put("error.type", "503")
            .put("thread.name", Thread.currentThread().getName())
            .build();
    SpanData ours = ours(call);
    assertThat(ours.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(ours.getEvents()).isEmpty();
    assertThat(encoded(ours))
        .isEqualTo(
            encoded(
                theirs(
                    call,
                    "GET",
                    SpanKind.CLIENT,
                    Context.root().with(Span.wrap(parent)),
                    attributes,
                    false)));
  }

  @Test
  void callThatThrewTellsWhat() {
    ActiveRun job = begin(JobRun.builder(RunKind.JOB, JobName.of("quartz", "nightly")));
    ActiveRun call = begin(call("http://pay.example:8080/"));
    call.end(RunResult.failed(new SocketTimeoutException("Read timed out")));
    job.end(RunResult.succeeded());
    SpanData span = ours(call);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getAttributes().asMap().toString())
        .contains("error.type=java.net.SocketTimeoutException", "server.port=8080")
        .contains("batch.job.name=nightly")
        .doesNotContain("status_code", "batch.job.o", "batch.job.r", "batch.job.s");
    assertThat(span.getEvents())
        .singleElement()
        .satisfies(event -> assertThat(event.getName()).isEqualTo("exception"));
  }

  @Test
  void traceOfALoadBalancerHasNoParentSpan() {
    ActiveRun request =
        begin(request(Map.of("x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678")));
    request.end(RunResult.succeeded());
    SpanData span = ours(request);
    assertThat(span.getTraceId()).isEqualTo("67891233abcdef012345678912345678");
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getSpanContext().getTraceFlags().isSampled()).isTrue();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void callOfAnEndedRunIsItsChild() {
    ActiveRun job = begin(JobRun.builder(RunKind.JOB, JobName.of("quartz", "nightly")));
    job.end(RunResult.succeeded());
    Object before = runs.attach(job);
    ActiveRun call = begin(call("http://pay.example/"));
    call.end(RunResult.succeeded().withAttribute("http.response.status_code", 200));
    runs.restore(before);
    SpanData span = ours(call);
    assertThat(span.getParentSpanId()).isEqualTo(Hex.of(job.spanId()));
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "REQUEST, http, GET, /orders/{id}, GET /orders/{id}, GET, none",
        "REQUEST, servlet, POST, none, POST, POST, none",
        "REQUEST, http, FOO<script>, /a, HTTP /a, _OTHER, FOO<script>",
        "REQUEST, http, get, none, HTTP, _OTHER, get",
        "CALL, http, DELETE, none, DELETE, DELETE, none",
        "CALL, http, PURGE, none, HTTP, _OTHER, PURGE",
        "CALL, aws, POST, none, S3.PutObject, POST, none",
        "CALL, grpc, none, none, S3.PutObject, none, none",
      })
  void nameIsOneOfFew(
      RunKind kind,
      String system,
      String method,
      String route,
      String name,
      String shown,
      String original) {
    begin(JobRun.builder(RunKind.JOB, JobName.of("main", "around")));
    OpenRun open =
        begin(
            JobRun.builder(kind, JobName.of(system, "S3", "PutObject"))
                .attribute("http.request.method", method)
                .attribute("http.route", route));
    open.end(RunResult.succeeded());
    SpanData span = ours((ActiveRun) open);
    assertThat(span.getName()).isEqualTo(name);
    Map<String, Object> attributes = new HashMap<>();
    span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
    assertThat(attributes.get("http.request.method")).isEqualTo(shown);
    assertThat(attributes.get("http.request.method_original")).isEqualTo(original);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void aHeaderOfARequestIsAListOfValues() {
    ActiveRun run =
        begin(request(Map.of()).attribute("http.request.header.x-request-id", "req-4711"));
    run.end(RunResult.succeeded());

    assertThat(
            ours(run)
                .getAttributes()
                .get(AttributeKey.stringArrayKey("http.request.header.x-request-id")))
        .containsExactly("req-4711");
  }
}
