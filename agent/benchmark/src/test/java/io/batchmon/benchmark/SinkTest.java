package io.batchmon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class SinkTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void countsTheSpansOfEachName() throws Exception {
    try (Sink sink = new Sink()) {
      assertThat(post(sink, "/v1/traces", "identity", spans("once.job-00", "once.job-01")))
          .isEqualTo(200);
      assertThat(post(sink, "/v1/traces", "gzip", gzip(spans("once.job-00", "GET /"))))
          .isEqualTo(200);
      assertThat(post(sink, "/v1/metrics", "identity", new byte[0])).isEqualTo(200);
      Received received = sink.received();
      assertThat(received)
          .isEqualTo(new Received(Map.of("once.job-00", 2, "once.job-01", 1, "GET /", 1), 1, 0));
      assertThat(received.total()).isEqualTo(4);
      assertThat(received.jobs(Set.of("once.job-00", "once.job-01", "once.job-02"))).isEqualTo(2);
    }
  }

  @Test
  void whatIsNoOtlpIsRefusedAndCounted() throws Exception {
    try (Sink sink = new Sink()) {
      byte[] text = "{\"not\": \"protobuf\"}".getBytes(StandardCharsets.UTF_8);
      assertThat(post(sink, "/v1/traces", "identity", text)).isEqualTo(400);
      assertThat(sink.received()).isEqualTo(new Received(Map.of(), 0, 1));
    }
  }

  private int post(Sink sink, String path, String encoding, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sink.endpoint() + path))
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static byte[] spans(String... names) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (String name : names) {
      scope.addSpans(Span.newBuilder().setName(name));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }
}
