package io.batchmon.instrumentation.httpjdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.instrumentation.testing.WebServer;
import io.batchmon.instrumentation.testing.WebServer.Request;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The java.net.http of the running JDK against a real server. */
class HttpJdkIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new HttpJdkInstrumentation());

  private final WebServer server = new WebServer();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  @AfterEach
  void stopServer() {
    server.close();
  }

  private interface Body {
    void run() throws Exception;
  }

  private static void inJob(Body body) throws Exception {
    OpenRun job = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    try {
      body.run();
    } finally {
      JobRuns.end(job, RunResult.succeeded());
    }
  }

  private static RunAssert takeJob() {
    return runs.take().isJob("test", null, "nightly").succeeded();
  }

  private static RunAssert takeCall(String method) {
    return runs.take().is(RunKind.CALL, "http", null, method);
  }

  private static Object attributeOf(RunAssert call, String name) {
    RunResult result = call.result();
    for (int i = 0; i < result.attributeCount(); i++) {
      if (result.attributeName(i).equals(name)) {
        return result.attributeValue(i);
      }
    }
    return null;
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(server.uri(path)).build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  @Test
  void answerIsACallOfTheJob() throws Exception {
    HttpRequest request = get("/rates?day=1");
    inJob(
        () -> {
          HttpResponse<String> response = send(request);
          assertThat(response.body()).isEqualTo("answer to /rates?day=1");
          assertThat(response.request().headers().map()).doesNotContainKey("traceparent");
          assertThat(response.request()).isEqualTo(request);
        });
    RunAssert call =
        takeCall("GET")
            .succeeded()
            .hasAttribute("http.request.method", "GET")
            .hasAttribute("url.full", server.uri("/rates?day=1").toString())
            .isNamedBy(server.take().traceParent());
    assertThat(attributeOf(call, "http.response.status_code")).isEqualTo(200L);
    assertThat(attributeOf(call, "http.request.resend_count")).isNull();
    call.isInside(takeJob());
  }

  @Test
  void outsideARunNothingIsSentAndNothingRecorded() throws Exception {
    assertThat(send(get("/")).statusCode()).isEqualTo(200);
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void asynchronousCallEndsBeforeTheApplicationHearsOfIt() throws Exception {
    inJob(
        () -> {
          CompletableFuture<HttpResponse<String>> future =
              client.sendAsync(get("/async"), BodyHandlers.ofString());
          assertThat(JobRuns.current().kind()).isEqualTo(RunKind.JOB);
          assertThat(future.getNumberOfDependents()).isZero();
          RunAssert call =
              future
                  .thenApply(
                      response ->
                          takeCall("GET").succeeded().isNamedBy(server.take().traceParent()))
                  .join();
          assertThat(attributeOf(call, "http.response.status_code")).isEqualTo(200L);
        });
    takeJob();
  }

  @Test
  void callsAtTheSameTimeAreBesideEachOther() throws Exception {
    inJob(
        () -> {
          CompletableFuture<HttpResponse<String>> first =
              client.sendAsync(get("/one"), BodyHandlers.ofString());
          CompletableFuture<HttpResponse<String>> second =
              client.sendAsync(get("/one"), BodyHandlers.ofString());
          first.join();
          second.join();
        });
    RunAssert first = takeCall("GET").succeeded();
    RunAssert second = takeCall("GET").succeeded();
    RunAssert job = takeJob();
    first.isInside(job);
    second.isInside(job);
    String one = server.take().traceParent();
    String two = server.take().traceParent();
    assertThat(one).isNotNull().isNotEqualTo(two);
    assertThat(two).isNotNull();
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() throws Exception {
    inJob(() -> assertThat(send(get("/status/503")).statusCode()).isEqualTo(503));
    RunAssert call = takeCall("GET").failed("HTTP 503", "503");
    assertThat(attributeOf(call, "http.response.status_code")).isEqualTo(503L);
    takeJob();
  }

  @Test
  void bodyIsSentAsItWas() throws Exception {
    inJob(
        () ->
            send(
                HttpRequest.newBuilder(server.uri("/settle"))
                    .POST(BodyPublishers.ofString("paid"))
                    .header("X-Batch", "7")
                    .build()));
    Request request = server.take();
    takeCall("POST").succeeded().isNamedBy(request.traceParent());
    assertThat(request.body()).isEqualTo("paid");
    assertThat(request.header("content-length")).isEqualTo("4");
    assertThat(request.header("x-batch")).isEqualTo("7");
    takeJob();
  }

  @Test
  void redirectsAreOneCallWithItsResends() throws Exception {
    inJob(() -> assertThat(send(get("/redirect/2")).body()).isEqualTo("answer to /redirect/0"));
    RunAssert call = takeCall("GET").succeeded();
    assertThat(attributeOf(call, "http.request.resend_count")).isEqualTo(2L);
    for (int i = 0; i < 3; i++) {
      call.isNamedBy(server.take().traceParent());
    }
    takeJob();
  }

  @Test
  void authenticationIsAResendWithTheSameHeader() throws Exception {
    HttpClient known =
        HttpClient.newBuilder()
            .authenticator(
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication("me", "secret".toCharArray());
                  }
                })
            .build();
    inJob(
        () ->
            assertThat(known.send(get("/auth"), BodyHandlers.discarding()).statusCode())
                .isEqualTo(200));
    RunAssert call = takeCall("GET").succeeded();
    assertThat(attributeOf(call, "http.request.resend_count")).isEqualTo(1L);
    call.isNamedBy(server.take().traceParent());
    call.isNamedBy(server.take().traceParent());
    takeJob();
  }

  @Test
  void requestThatTheClientSendsAgainHasOneHeader() throws Exception {
    inJob(
        () -> {
          send(get("/first"));
          assertThat(send(get("/drop/1")).statusCode()).isEqualTo(200);
        });
    takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    RunAssert call = takeCall("GET").succeeded();
    call.isNamedBy(server.take().traceParent());
    call.isNamedBy(server.take().traceParent());
    takeJob();
  }

  @Test
  void callThatIsNotAnsweredFailsWithItsException() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    HttpRequest refused =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nobody + "/")).build();
    HttpRequest slow =
        HttpRequest.newBuilder(server.uri("/silent")).timeout(Duration.ofMillis(200)).build();
    HttpRequest unknown = HttpRequest.newBuilder(URI.create("http://nobody.invalid/")).build();
    inJob(
        () -> {
          assertThatThrownBy(() -> send(refused)).isInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> client.sendAsync(refused, BodyHandlers.ofString()).join())
              .isInstanceOf(CompletionException.class)
              .hasCauseInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> send(slow)).isInstanceOf(HttpTimeoutException.class);
          assertThatThrownBy(() -> send(unknown)).isInstanceOf(ConnectException.class);
        });
    for (int i = 0; i < 2; i++) {
      RunAssert call = takeCall("GET");
      call.failedWith(ConnectException.class, call.result().failure().getMessage());
    }
    takeCall("GET").failedWith(HttpTimeoutException.class, "request timed out");
    RunAssert call = takeCall("GET");
    call.failedWith(ConnectException.class, call.result().failure().getMessage());
    takeJob();
  }

  @Test
  void callThatIsCancelledIsStopped() throws Exception {
    inJob(
        () -> {
          CompletableFuture<HttpResponse<String>> future =
              client.sendAsync(get("/silent"), BodyHandlers.ofString());
          server.take();
          assertThat(future.cancel(true)).isTrue();
          // why: the JDK itself completes it with its own cancellation first, most of the time
          assertThat(future.isCompletedExceptionally()).isTrue();
          takeCall("GET").stopped();
        });
    takeJob();
  }

  @Test
  void callMayOutliveItsJob() throws Exception {
    CompletableFuture<?>[] future = new CompletableFuture<?>[1];
    inJob(() -> future[0] = client.sendAsync(get("/silent"), BodyHandlers.ofString()));
    RunAssert job = takeJob();
    String traceParent = server.take().traceParent();
    future[0].cancel(true);
    takeCall("GET").stopped().isNamedBy(traceParent).isInside(job);
  }

  @Test
  void headerOfTheApplicationIsKept() throws Exception {
    String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    inJob(() -> send(HttpRequest.newBuilder(server.uri("/")).header("TraceParent", own).build()));
    takeCall("GET").succeeded();
    assertThat(server.take().traceParent()).isEqualTo(own);
    takeJob();
  }

  @Test
  void connectionIsKeptAliveWithAndWithoutARun() throws Exception {
    send(get("/warm"));
    int port = server.take().clientPort();
    inJob(() -> send(get("/in")));
    takeCall("GET").succeeded();
    takeJob();
    send(get("/out"));
    assertThat(server.take().clientPort()).isEqualTo(port);
    assertThat(server.take().clientPort()).isEqualTo(port);
  }

  @Test
  void callInsideACallOfAnotherClientIsThatCall() throws Exception {
    inJob(
        () -> {
          OpenRun outer = JobRuns.begin(JobRun.of(RunKind.CALL, JobName.of("test", "client")));
          send(get("/"));
          JobRuns.end(outer, RunResult.succeeded());
        });
    runs.take().is(RunKind.CALL, "test", null, "client").succeeded();
    takeJob();
    assertThat(server.take().traceParent()).isNull();
  }
}
