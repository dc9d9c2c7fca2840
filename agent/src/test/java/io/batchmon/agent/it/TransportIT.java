package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.telemetry.Certificates;
import io.batchmon.standin.StandInCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways out of the shipped jar that need more than plain HTTP. */
class TransportIT {
  @RegisterExtension static final Receivers receivers = new Receivers();
  @TempDir Path directory;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void telemetryAndAlertOverTls(Jdk jdk) throws Exception {
    Certificates server = Certificates.create(directory, "server", "127.0.0.1");
    try (StandInCollector tls = StandInCollector.start(server.trusting(server), false)) {
      Ended ended =
          receivers
              .jvm(jdk)
              .option("-Djavax.net.ssl.trustStore=" + server.store())
              .option("-Djavax.net.ssl.trustStorePassword=changeit")
              .env("BATCHMON_SHUTDOWN_TIMEOUT", "30s")
              .env("OTEL_EXPORTER_OTLP_ENDPOINT", tls.endpoint())
              .env("OTEL_EXPORTER_OTLP_CERTIFICATE", server.certificate())
              .env("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
              .env("BATCHMON_SLACK_WEBHOOK_URL", tls.endpoint() + "/services/T/B/secret")
              .main("Endings", "exit3")
              .run();
      assertThat(ended.err()).isEqualTo("a line of the application on stderr\n");
      assertThat(tls.spans())
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.statusCode()).isEqualTo("ERROR");
                assertThat(span.attributes())
                    .containsEntry("batch.job.outcome", "failed")
                    .containsEntry("error.type", "exit");
              });
      assertThat(tls.requests()).anyMatch(request -> request.path().equals("/services/T/B/secret"));
      assertThat(tls.requests())
          .filteredOn(request -> request.path().startsWith("/v1/"))
          .allMatch(request -> "gzip".equals(request.header("content-encoding")));
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void telemetryOverGrpc(Jdk jdk) throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      for (int i = 0; i < 6; i++) {
        server.enqueue(
            new MockResponse.Builder()
                .addHeader("content-type", "application/grpc")
                .body(new Buffer().write(new byte[] {0, 0, 0, 0, 0}))
                .trailers(Headers.of("grpc-status", "0"))
                .build());
      }
      server.start();
      Ended ended =
          receivers
              .jvm(jdk)
              .env("BATCHMON_SHUTDOWN_TIMEOUT", "30s")
              .env("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
              .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + server.getPort())
              .main("Endings", "return")
              .run();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.err()).isEqualTo("a line of the application on stderr\n");
      List<String> spans = new ArrayList<>();
      for (int i = server.getRequestCount(); i > 0; i--) {
        RecordedRequest request = server.takeRequest(1, TimeUnit.SECONDS);
        if (request.getUrl().encodedPath().contains("TraceService")) {
          ExportTraceServiceRequest.parseFrom(request.getBody().substring(5).toByteArray())
              .getResourceSpansList()
              .forEach(
                  resource ->
                      resource
                          .getScopeSpans(0)
                          .getSpansList()
                          .forEach(span -> spans.add(span.getName())));
        }
      }
      assertThat(spans).containsExactly("Endings");
    }
  }
}
