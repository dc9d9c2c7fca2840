package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.standin.ReceivedRequest;
import io.batchmon.standin.StandInCollector;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UrlConnectionSenderTest {
  private static final byte[] EMPTY = {};

  @TempDir private Path folder;
  private StandInCollector collector;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  private static OtlpConfig.Signal traces(String endpoint, String... more) {
    String[] settings = new String[more.length + 2];
    settings[0] = "otel.exporter.otlp.endpoint";
    settings[1] = endpoint;
    System.arraycopy(more, 0, settings, 2, more.length);
    return new OtlpConfig(TestRuns.settings(AgentLog.to(System.err), settings)).traces;
  }

  private static SendResult send(OtlpConfig.Signal signal) {
    return new UrlConnectionSender(signal, "batchmon/test", null).send(EMPTY, 5000);
  }

  @Test
  void requestCarriesHeadersAndNamesItself() {
    OtlpConfig.Signal signal =
        traces(collector.endpoint(), "otel.exporter.otlp.headers", "api-key=a%20b,x=1");
    assertThat(send(signal).isDelivered()).isTrue();
    ReceivedRequest request = collector.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/traces");
    assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
    assertThat(request.header("User-Agent")).isEqualTo("batchmon/test");
    assertThat(request.header("api-key")).isEqualTo("a b");
    assertThat(request.header("x")).isEqualTo("1");
    assertThat(request.header("Content-Encoding")).isNull();
  }

  @Test
  void gzipIsSmallerAndReadAllTheSame() {
    TestRuns plain = TestRuns.with("otel.exporter.otlp.endpoint", collector.endpoint());
    plain.fail("nightly", new IllegalStateException("Bad file"));
    plain.flush();
    int plainBytes = traceBytes();
    collector.clear();
    TestRuns zipped =
        TestRuns.with(
            "otel.exporter.otlp.endpoint",
            collector.endpoint(),
            "otel.exporter.otlp.compression",
            "gzip");
    zipped.fail("nightly", new IllegalStateException("Bad file"));
    zipped.flush();
    assertThat(collector.spans()).hasSize(1);
    assertThat(collector.spans().get(0).statusCode()).isEqualTo("ERROR");
    assertThat(collector.requests())
        .allSatisfy(request -> assertThat(request.header("Content-Encoding")).isEqualTo("gzip"));
    assertThat(traceBytes()).isLessThan(plainBytes / 2);
  }

  private int traceBytes() {
    return collector
        .awaitRequest(request -> request.path().equals("/v1/traces"), TestRuns.LIMIT)
        .wireBytes();
  }

  @Test
  void statusDecidesWhetherToTryAgain() {
    for (int status : new int[] {429, 502, 503, 504}) {
      collector.answerStatus(status, "7");
      SendResult result = send(traces(collector.endpoint()));
      assertThat(result.isRetryable()).as("%d", status).isTrue();
      assertThat(result.retryAfterMillis()).isEqualTo(7000);
    }
    for (int status : new int[] {400, 401, 403, 404, 413, 500, 302}) {
      collector.answerStatus(status);
      SendResult result = send(traces(collector.endpoint()));
      assertThat(result.isDelivered()).as("%d", status).isFalse();
      assertThat(result.isRetryable()).as("%d", status).isFalse();
      assertThat(result.reason()).isEqualTo(String.valueOf(status));
    }
  }

  @Test
  void timeOutIsThatOfTheCall() {
    collector.hang();
    SendResult result =
        new UrlConnectionSender(traces(collector.endpoint()), "test", null).send(EMPTY, 100);
    assertThat(result.isRetryable()).isTrue();
    assertThat(result.reason()).isEqualTo("timeout");
  }

  @Test
  void silentDisconnectIsNotRepeatedByTheJdk() {
    collector.disconnect();
    SendResult result = send(traces(collector.endpoint()));
    assertThat(result.isRetryable()).isTrue();
    assertThat(collector.requests()).hasSize(1);
  }

  @Test
  void whatACollectorRejectsOfARequestIsCounted() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer =
              ExportTraceServiceResponse.newBuilder()
                  .setPartialSuccess(
                      ExportTracePartialSuccess.newBuilder()
                          .setRejectedSpans(300)
                          .setErrorMessage("too old"))
                  .build()
                  .toByteArray();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      SendResult result = send(traces("http://127.0.0.1:" + server.getAddress().getPort()));
      assertThat(result.isDelivered()).isTrue();
      assertThat(result.rejected()).isEqualTo(300);
      assertThat(result.text()).isEqualTo("too old");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tlsWithTheCertificateThatIsConfigured() throws Exception {
    Certificates server = Certificates.create(folder, "server", "127.0.0.1");
    try (StandInCollector secure = StandInCollector.start(server.trusting(server), false)) {
      TestRuns test =
          TestRuns.with(
              "otel.exporter.otlp.endpoint", secure.endpoint(),
              "otel.exporter.otlp.certificate", server.certificate());
      test.succeed("nightly");
      assertThat(test.flush().isComplete()).isTrue();
      assertThat(secure.spans()).hasSize(1);
      assertThat(secure.spans().get(0).statusCode()).isEqualTo("UNSET");
    }
  }

  @Test
  void unknownCertificateIsRefused() throws Exception {
    Certificates server = Certificates.create(folder, "server", "127.0.0.1");
    try (StandInCollector secure = StandInCollector.start(server.trusting(server), false)) {
      OtlpConfig.Signal signal = traces(secure.endpoint());
      SendResult result =
          new UrlConnectionSender(signal, "test", Tls.of(signal).context()).send(EMPTY, 5000);
      assertThat(result.isDelivered()).isFalse();
      assertThat(result.reason()).isEqualTo("tls");
      assertThat(secure.requests()).isEmpty();
    }
  }

  @Test
  void certificateOfAnotherHostIsRefused() throws Exception {
    Certificates other = Certificates.create(folder, "other", "10.9.8.7");
    try (StandInCollector secure = StandInCollector.start(other.trusting(other), false)) {
      OtlpConfig.Signal signal =
          traces(secure.endpoint(), "otel.exporter.otlp.certificate", other.certificate());
      SendResult result =
          new UrlConnectionSender(signal, "test", Tls.of(signal).context()).send(EMPTY, 5000);
      assertThat(result.isDelivered()).isFalse();
      assertThat(secure.requests()).isEmpty();
    }
  }

  @Test
  void clientCertificateIsShown() throws Exception {
    Certificates server = Certificates.create(folder, "server", "127.0.0.1");
    Certificates client = Certificates.create(folder, "client", "127.0.0.1");
    try (StandInCollector secure = StandInCollector.start(server.trusting(client), true)) {
      OtlpConfig.Signal without =
          traces(secure.endpoint(), "otel.exporter.otlp.certificate", server.certificate());
      assertThat(
              new UrlConnectionSender(without, "test", Tls.of(without).context())
                  .send(EMPTY, 5000)
                  .isDelivered())
          .isFalse();
      OtlpConfig.Signal with =
          traces(
              secure.endpoint(),
              "otel.exporter.otlp.certificate",
              server.certificate(),
              "otel.exporter.otlp.client.certificate",
              client.certificate(),
              "otel.exporter.otlp.client.key",
              client.key());
      assertThat(
              new UrlConnectionSender(with, "test", Tls.of(with).context())
                  .send(EMPTY, 5000)
                  .isDelivered())
          .isTrue();
    }
  }

  @Test
  void proxyIsAskedForTheWholeAddress() throws IOException {
    AtomicReference<URI> asked = new AtomicReference<>();
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    proxy.start();
    try {
      SendResult result =
          new UrlConnectionSender(
                  traces("http://collector.invalid:4318"),
                  "test",
                  null,
                  new Proxy(Proxy.Type.HTTP, proxy.getAddress()))
              .send(EMPTY, 5000);
      assertThat(result.isDelivered()).isTrue();
      assertThat(asked.get()).hasToString("http://collector.invalid:4318/v1/traces");
    } finally {
      proxy.stop(0);
    }
  }

  @Test
  void proxyIsTheOneOfTheSystemProperties() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", "3128");
    try {
      Proxy proxy = UrlConnectionSender.proxyFor(URI.create("http://collector.invalid:4318"));
      assertThat(proxy.type()).isEqualTo(Proxy.Type.HTTP);
      assertThat(((InetSocketAddress) proxy.address()).getPort()).isEqualTo(3128);
      assertThat(UrlConnectionSender.proxyFor(URI.create("http://localhost:4318")).type())
          .isEqualTo(Proxy.Type.DIRECT);
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }

  @Test
  void applicationsSelectorAndAuthenticatorAreNotAsked() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            asked.incrementAndGet();
            return List.of(Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            asked.incrementAndGet();
          }
        });
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            asked.incrementAndGet();
            return new PasswordAuthentication("me", "secret".toCharArray());
          }
        });
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"jobs\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
    try {
      SendResult result = send(traces("http://127.0.0.1:" + server.getAddress().getPort()));
      assertThat(result.isDelivered()).isFalse();
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
      ProxySelector.setDefault(before);
      Authenticator.setDefault(null);
    }
  }
}
