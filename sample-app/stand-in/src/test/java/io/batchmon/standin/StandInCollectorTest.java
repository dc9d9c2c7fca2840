package io.batchmon.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandInCollectorTest {
  private StandInCollector collector;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void spanIsReadAsItWasSent() throws IOException {
    HttpURLConnection connection = post(request().toByteArray(), false);
    assertThat(connection.getResponseCode()).isEqualTo(200);
    ReceivedSpan span =
        collector.awaitSpan(s -> s.name().equals("nightly"), Duration.ofSeconds(10));
    assertThat(span.isRoot()).isTrue();
    assertThat(span.traceId()).isEqualTo("01".repeat(16));
    assertThat(span.kind()).isEqualTo("INTERNAL");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attributes()).containsEntry("attempt", 2L);
    assertThat(span.resource()).containsEntry("service.name", "billing");
    assertThat(collector.requests()).hasSize(1);
    assertThat(collector.requests().get(0).header("X-Test")).isEqualTo("yes");
  }

  @Test
  void compressedSpanIsReadToo() throws IOException {
    assertThat(post(request().toByteArray(), true).getResponseCode()).isEqualTo(200);
    assertThat(collector.spans()).hasSize(1);
    assertThat(collector.requests().get(0).header("content-encoding")).isEqualTo("gzip");
  }

  @Test
  void refusedSpanIsNotRemembered() throws IOException {
    collector.answerStatus(503, "7");
    HttpURLConnection connection = post(request().toByteArray(), false);
    assertThat(connection.getResponseCode()).isEqualTo(503);
    assertThat(connection.getHeaderField("Retry-After")).isEqualTo("7");
    assertThat(collector.spans()).isEmpty();
    assertThat(collector.requests()).extracting(ReceivedRequest::answered).containsExactly(503);
  }

  @Test
  void disconnectingCollectorAnswersNothing() throws IOException {
    collector.disconnect();
    HttpURLConnection connection = post(request().toByteArray(), false);
    assertThatThrownBy(connection::getResponseCode).isInstanceOf(IOException.class);
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void hangingCollectorLetsTheClientTimeOut() throws IOException {
    collector.hang();
    HttpURLConnection connection = post(request().toByteArray(), false);
    assertThatThrownBy(connection::getResponseCode)
        .isInstanceOf(java.net.SocketTimeoutException.class);
    assertThat(collector.requests()).hasSize(1);
  }

  @Test
  void waitingForWhatNeverComesFails() {
    assertThatThrownBy(() -> collector.awaitSpan(span -> true, Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no such span");
  }

  private HttpURLConnection post(byte[] body, boolean gzip) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(collector.endpoint() + "/v1/traces").toURL().openConnection();
    byte[] sent = body;
    if (gzip) {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (OutputStream stream = new GZIPOutputStream(compressed)) {
        stream.write(body);
      }
      sent = compressed.toByteArray();
      connection.setRequestProperty("Content-Encoding", "gzip");
    }
    connection.setDoOutput(true);
    connection.setReadTimeout(200);
    connection.setRequestProperty("X-Test", "yes");
    connection.setFixedLengthStreamingMode(sent.length);
    try (OutputStream stream = connection.getOutputStream()) {
      stream.write(sent);
    }
    return connection;
  }

  private static ExportTraceServiceRequest request() {
    Span span =
        Span.newBuilder()
            .setName("nightly")
            .setTraceId(ByteString.fromHex("01".repeat(16)))
            .setSpanId(ByteString.fromHex("02".repeat(8)))
            .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("attempt")
                    .setValue(AnyValue.newBuilder().setIntValue(2)))
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(
                            KeyValue.newBuilder()
                                .setKey("service.name")
                                .setValue(AnyValue.newBuilder().setStringValue("billing"))))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }
}
