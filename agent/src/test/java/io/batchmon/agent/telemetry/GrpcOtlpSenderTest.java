package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP/2 server without TLS that answers as gRPC does. */
class GrpcOtlpSenderTest {
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static MockResponse status(int status) {
    return new MockResponse.Builder()
        .addHeader("content-type", "application/grpc")
        .body(new Buffer().write(new byte[] {0, 0, 0, 0, 0}))
        .trailers(Headers.of("grpc-status", String.valueOf(status)))
        .build();
  }

  private TestRuns with(String... more) {
    String[] settings = new String[more.length + 4];
    settings[0] = "otel.exporter.otlp.endpoint";
    settings[1] = "http://127.0.0.1:" + server.getPort();
    settings[2] = "otel.exporter.otlp.protocol";
    settings[3] = "grpc";
    System.arraycopy(more, 0, settings, 4, more.length);
    return TestRuns.with(settings);
  }

  @Test
  void spansMetricsAndLogsArriveByTheirMethods() throws Exception {
    for (int i = 0; i < 5; i++) {
      server.enqueue(status(0));
    }
    TestRuns test =
        with(
            "otel.exporter.otlp.headers",
            "api-key=1",
            "otel.bsp.schedule.delay",
            "1h",
            "otel.blrp.schedule.delay",
            "1h");
    test.fail("nightly", new IllegalStateException("Bad file"));
    assertThat(test.flush().isComplete()).isTrue();
    List<String> paths = new ArrayList<>();
    ExportTraceServiceRequest traces = null;
    for (int i = server.getRequestCount(); i > 0; i--) {
      RecordedRequest request = server.takeRequest(1, TimeUnit.SECONDS);
      paths.add(request.getUrl().encodedPath());
      assertThat(request.getHeaders().get("api-key")).isEqualTo("1");
      assertThat(request.getHeaders().get("content-type")).isEqualTo("application/grpc");
      ByteString body = request.getBody();
      if (request.getUrl().encodedPath().contains("TraceService")) {
        traces = ExportTraceServiceRequest.parseFrom(body.substring(5).toByteArray());
      }
    }
    assertThat(paths)
        .contains(
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
            "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export");
    assertThat(traces.getResourceSpans(0).getScopeSpans(0).getSpans(0).getStatus().getCodeValue())
        .isEqualTo(2);
  }

  @Test
  void statusDecidesWhetherToTryAgain() {
    OtlpConfig.Signal signal =
        new OtlpConfig(
                TestRuns.settings(
                    io.batchmon.agent.config.AgentLog.to(System.err),
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + server.getPort(),
                    "otel.exporter.otlp.protocol",
                    "grpc"))
            .traces;
    GrpcOtlpSender sender = new GrpcOtlpSender(signal, "test", null);
    server.enqueue(status(0));
    assertThat(sender.send(new byte[0], 5000).isDelivered()).isTrue();
    server.enqueue(status(14));
    SendResult unavailable = sender.send(new byte[0], 5000);
    assertThat(unavailable.isRetryable()).isTrue();
    assertThat(unavailable.reason()).isEqualTo("grpc_14");
    server.enqueue(status(7));
    SendResult denied = sender.send(new byte[0], 5000);
    assertThat(denied.isDelivered()).isFalse();
    assertThat(denied.isRetryable()).isFalse();
  }

  @Test
  void silentServerOnExitCostsNoMoreThanTheDeadline() {
    TestRuns test = with();
    test.succeed("nightly");
    long before = System.nanoTime();
    FlushReport report = test.flush(Duration.ofMillis(500));
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(4000);
    assertThat(report.spans()).isEqualTo(1);
  }
}
