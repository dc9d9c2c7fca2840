package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.ReceivedSpan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The HTTP clients of the JDK under the shipped jar. */
class HttpCallsIT {
  @RegisterExtension static final Receivers receivers = new Receivers();

  private final Map<String, List<String>> traceParents = new ConcurrentHashMap<>();
  private volatile boolean awaitsHeader;
  private HttpServer server;
  private String nobody;

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  static Stream<Jdk> jdksWithClient() {
    return Jdk.all().filter(jdk -> jdk.version() >= 11);
  }

  @BeforeEach
  void serve() throws IOException {
    nobody = nobody();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    List<String> headers = exchange.getRequestHeaders().getOrDefault("Traceparent", List.of());
    traceParents.computeIfAbsent(path, any -> new ArrayList<>()).addAll(headers);
    int status = path.equals("/missing") ? 404 : path.equals("/redirect") ? 302 : 200;
    exchange.getResponseHeaders().set("Location", uri("/redirected"));
    String text = path;
    if (path.equals("/ready")) {
      text = awaitsHeader && headers.isEmpty() ? "no" : "yes";
    }
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String uri(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static String nobody() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + free.getLocalPort() + "/";
    }
  }

  // why: a JVM does not verify its own classes unless told to
  private static ForkedJvm jvm(Jdk jdk) {
    return receivers
        .jvm(jdk)
        .option(
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+BytecodeVerificationLocal",
            "-XX:+BytecodeVerificationRemote");
  }

  private void runsUnnoticed(Jdk jdk, String client) throws IOException {
    awaitsHeader = false;
    Ended without = ForkedJvm.on(jdk).main("HttpCaller", client, uri(""), nobody).run();
    assertThat(traceParents.values()).allSatisfy(headers -> assertThat(headers).isEmpty());
    awaitsHeader = true;
    Ended with = jvm(jdk).main("HttpCaller", client, uri(""), nobody).run();
    assertThat(with.out()).endsWith("done\n").isEqualTo(without.out());
    assertThat(with.err()).isEqualTo(without.err());
    assertThat(with.exitCode()).isZero();
  }

  private ReceivedSpan call(String url) {
    List<ReceivedSpan> calls =
        receivers.collector().spans().stream()
            .filter(span -> String.valueOf(span.attributes().get("url.full")).startsWith(url))
            .toList();
    assertThat(calls).as(url).hasSize(1);
    ReceivedSpan job = receivers.spanOf("HttpCaller");
    ReceivedSpan call = calls.get(0);
    assertThat(call.kind()).isEqualTo("CLIENT");
    assertThat(call.name()).isEqualTo("GET");
    assertThat(call.traceId()).isEqualTo(job.traceId());
    assertThat(call.parentSpanId()).isEqualTo(job.spanId());
    assertThat(call.startNanos()).isBetween(job.startNanos(), job.endNanos());
    assertThat(call.endNanos()).isBetween(call.startNanos(), job.endNanos());
    return call;
  }

  private void assertCalls() {
    ReceivedSpan rates = call(uri("/rates"));
    assertThat(rates.statusCode()).isEqualTo("UNSET");
    assertThat(rates.attributes())
        .containsEntry("http.request.method", "GET")
        .containsEntry("http.response.status_code", 200L)
        .doesNotContainKey("error.type");
    assertThat(rates.attributes().toString()).doesNotContain("sesame");
    assertNamed(rates, "/rates", 1);
    ReceivedSpan redirected = call(uri("/redirect"));
    assertThat(redirected.statusCode()).isEqualTo("UNSET");
    assertThat(redirected.attributes())
        .containsEntry("http.response.status_code", 200L)
        .containsEntry("http.request.resend_count", 1L);
    assertNamed(redirected, "/redirect", 1);
    assertNamed(redirected, "/redirected", 1);
    ReceivedSpan missing = call(uri("/missing"));
    assertThat(missing.statusCode()).isEqualTo("ERROR");
    assertThat(missing.attributes())
        .containsEntry("http.response.status_code", 404L)
        .containsEntry("error.type", "404");
    assertNamed(missing, "/missing", 1);
    ReceivedSpan refused = call(nobody);
    assertThat(refused.statusCode()).isEqualTo("ERROR");
    // why: the cause of a ConnectException of java.net.http, from JDK 17 on
    assertThat(refused.attributes().get("error.type"))
        .isIn("java.net.ConnectException", "java.nio.channels.ClosedChannelException");
    assertThat(refused.attributes()).doesNotContainKey("http.response.status_code");
    assertThat(receivers.messages()).isEmpty();
    assertThat(receivers.collector().spans())
        .as("what the agent sends itself is no call")
        .noneMatch(
            span ->
                String.valueOf(span.attributes().get("url.full"))
                    .startsWith(receivers.collector().endpoint()));
  }

  private void assertNamed(ReceivedSpan call, String path, int times) {
    List<String> headers = traceParents.get(path);
    assertThat(headers).as(path).hasSize(times);
    assertThat(headers).containsOnly("00-" + call.traceId() + "-" + call.spanId() + "-03");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void callsByHttpUrlConnectionAreSpansOfTheJobAndNamedToTheServer(Jdk jdk) throws IOException {
    runsUnnoticed(jdk, "url");
    assertCalls();
  }

  @ParameterizedTest
  @MethodSource("jdksWithClient")
  void callsByTheHttpClientAreSpansOfTheJobAndNamedToTheServer(Jdk jdk) throws IOException {
    runsUnnoticed(jdk, "send");
    assertCalls();
  }

  @ParameterizedTest
  @MethodSource("jdksWithClient")
  void asynchronousCallsAreSpansOfTheJobAndNamedToTheServer(Jdk jdk) throws IOException {
    runsUnnoticed(jdk, "async");
    assertCalls();
    ReceivedSpan async = call(uri("/async"));
    assertThat(async.statusCode()).isEqualTo("UNSET");
    assertThat(async.attributes()).containsEntry("http.response.status_code", 200L);
    assertNamed(async, "/async", 1);
  }

  @Test
  void theNewerClientIsLoadedByNobodyButTheApplication(@TempDir Path directory) throws IOException {
    Path log = directory.resolve("classes.log");
    awaitsHeader = true;
    jvm(Jdk.running())
        .option("-Xlog:class+load=info:file=" + log)
        .main("HttpCaller", "url", uri(""), nobody)
        .run();
    assertThat(Files.readString(log))
        .contains("io.batchmon.job.UrlCalls ")
        .doesNotContain(" java.net.http.")
        .doesNotContain(" jdk.internal.net.http.");
    assertCalls();
  }
}
