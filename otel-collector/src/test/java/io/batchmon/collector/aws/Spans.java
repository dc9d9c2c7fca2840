package io.batchmon.collector.aws;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Spans as an agent would send them, in any number and of any shape. */
final class Spans {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Random random;

  Spans(long seed) {
    this.random = new Random(seed);
  }

  ByteString traceId() {
    return id(16);
  }

  private ByteString id(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  static KeyValue attribute(String name, String value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  static KeyValue attribute(String name, boolean value) {
    return KeyValue.newBuilder()
        .setKey(name)
        .setValue(AnyValue.newBuilder().setBoolValue(value))
        .build();
  }

  private Span.Builder span(
      ByteString trace, String name, Span.SpanKind kind, Instant start, Duration length) {
    long nanos = start.getEpochSecond() * 1_000_000_000L + start.getNano();
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(id(8))
        .setName(name)
        .setKind(kind)
        .setStartTimeUnixNano(nanos)
        .setEndTimeUnixNano(nanos + length.toNanos());
  }

  /** The root of a job's trace. */
  Span.Builder job(ByteString trace, String name, Instant start, Duration length) {
    return span(trace, name, Span.SpanKind.SPAN_KIND_INTERNAL, start, length)
        .addAttributes(attribute("batch.job.name", name))
        .addAttributes(attribute("aws.span.kind", "LOCAL_ROOT"))
        .addAttributes(attribute("aws.local.service", "billing"));
  }

  /** A call that a job has made. */
  Span.Builder call(ByteString trace, Span.Builder job) {
    return span(trace, "GET", Span.SpanKind.SPAN_KIND_CLIENT, Instant.now(), Duration.ofMillis(5))
        .setParentSpanId(job.getSpanId())
        .addAttributes(attribute("batch.job.name", job.getName()));
  }

  /** A request that was answered. */
  Span.Builder request(ByteString trace, Duration length) {
    return span(trace, "GET /orders", Span.SpanKind.SPAN_KIND_SERVER, Instant.now(), length);
  }

  static Span.Builder failed(Span.Builder span) {
    return span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
  }

  /** With an exception of this stack trace. */
  static Span.Builder thrown(Span.Builder span, String stackTrace) {
    return failed(span)
        .addEvents(
            Span.Event.newBuilder()
                .setName("exception")
                .setTimeUnixNano(span.getEndTimeUnixNano())
                .addAttributes(attribute("exception.type", "java.lang.IllegalStateException"))
                .addAttributes(attribute("exception.stacktrace", stackTrace)));
  }

  static ExportTraceServiceRequest request(List<Span.Builder> spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    spans.forEach(scope::addSpans);
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(attribute("service.name", "billing"))
                        .addAttributes(attribute("telemetry.sdk.language", "java")))
                .addScopeSpans(scope))
        .build();
  }

  static ExportTraceServiceRequest request(Span.Builder... spans) {
    return request(List.of(spans));
  }

  /** What a collector answers. */
  static int post(String otlpHttp, String signal, Message message)
      throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(otlpHttp + "/v1/" + signal))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
