package io.batchmon.instrumentation.httpurlconnection;

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
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HttpURLConnection of the running JDK against a real server. */
class HttpUrlConnectionIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new HttpUrlConnectionInstrumentation());

  private final WebServer server = new WebServer();

  @AfterEach
  void stopServer() {
    server.close();
    Authenticator.setDefault(null);
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

  private HttpURLConnection open(String path) throws IOException {
    return (HttpURLConnection) server.uri(path).toURL().openConnection();
  }

  private static String read(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static RunAssert takeCall(String method) {
    return runs.take().is(RunKind.CALL, "http", null, method);
  }

  @Test
  void answerThatIsReadIsACallOfTheJob() throws Exception {
    inJob(() -> assertThat(read(open("/rates?day=1"))).isEqualTo("answer to /rates?day=1"));

    RunAssert call = takeCall("GET").succeeded();
    call.hasAttribute("http.request.method", "GET")
        .hasAttribute("url.full", server.uri("/rates?day=1").toString())
        .isNamedBy(server.take().traceParent());
    assertThat(attributeOf(call.result(), "http.response.status_code")).isEqualTo(200L);
    assertThat(attributeOf(call.result(), "http.request.resend_count")).isNull();
    call.isInside(takeJob());
  }

  private static Object attributeOf(RunResult result, String name) {
    for (int i = 0; i < result.attributeCount(); i++) {
      if (result.attributeName(i).equals(name)) {
        return result.attributeValue(i);
      }
    }
    return null;
  }

  @Test
  void outsideARunNothingIsSentAndNothingRecorded() throws Exception {
    assertThat(read(open("/"))).isEqualTo("answer to /");
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void everyWayToTheAnswerIsOneCall() throws Exception {
    inJob(
        () -> {
          HttpURLConnection status = open("/status");
          assertThat(status.getResponseCode()).isEqualTo(200);
          assertThat(status.getResponseMessage()).isEqualTo("OK");
          assertThat(read(status)).isEqualTo("answer to /status");
          HttpURLConnection header = open("/header");
          assertThat(header.getHeaderField("Content-Length")).isEqualTo("17");
          assertThat(header.getContentLength()).isEqualTo(17);
          HttpURLConnection connected = open("/connected");
          connected.connect();
          connected.connect();
          assertThat(connected.getResponseCode()).isEqualTo(200);
          HttpURLConnection content = open("/content");
          assertThat(content.getHeaderFields()).isNotEmpty();
        });
    for (int i = 0; i < 4; i++) {
      takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    }
    takeJob();
    assertThat(server.waiting()).isZero();
  }

  @Test
  void bodyIsSentAsItWasWithBufferAndWithStreaming() throws Exception {
    inJob(
        () -> {
          HttpURLConnection buffered = open("/buffered");
          buffered.setDoOutput(true);
          try (OutputStream out = buffered.getOutputStream()) {
            out.write("paid".getBytes(StandardCharsets.UTF_8));
          }
          assertThat(buffered.getResponseCode()).isEqualTo(200);
          HttpURLConnection chunked = open("/chunked");
          chunked.setRequestMethod("PUT");
          chunked.setDoOutput(true);
          chunked.setChunkedStreamingMode(0);
          try (OutputStream out = chunked.getOutputStream()) {
            out.write("settled".getBytes(StandardCharsets.UTF_8));
          }
          assertThat(chunked.getResponseCode()).isEqualTo(200);
          HttpURLConnection fixed = open("/fixed");
          fixed.setDoOutput(true);
          fixed.setFixedLengthStreamingMode(4);
          fixed.connect();
          try (OutputStream out = fixed.getOutputStream()) {
            out.write("done".getBytes(StandardCharsets.UTF_8));
          }
          assertThat(read(fixed)).isEqualTo("answer to /fixed");
        });
    Request buffered = server.take();
    takeCall("POST").succeeded().isNamedBy(buffered.traceParent());
    assertThat(buffered.body()).isEqualTo("paid");
    assertThat(buffered.header("content-length")).isEqualTo("4");
    Request chunked = server.take();
    takeCall("PUT").succeeded().isNamedBy(chunked.traceParent());
    assertThat(chunked.body()).isEqualTo("settled");
    assertThat(chunked.header("transfer-encoding")).isEqualTo("chunked");
    Request fixed = server.take();
    takeCall("POST").succeeded().isNamedBy(fixed.traceParent());
    assertThat(fixed.body()).isEqualTo("done");
    takeJob();
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() throws Exception {
    inJob(
        () -> {
          HttpURLConnection swallowed = open("/status/503");
          assertThat(swallowed.getResponseCode()).isEqualTo(503);
          assertThat(swallowed.getErrorStream()).isNotNull();
          assertThatThrownBy(() -> read(open("/status/404")))
              .isExactlyInstanceOf(FileNotFoundException.class);
          assertThatThrownBy(() -> read(open("/status/500")))
              .isExactlyInstanceOf(IOException.class);
        });
    RunAssert call = takeCall("GET").failed("HTTP 503", "503");
    assertThat(attributeOf(call.result(), "http.response.status_code")).isEqualTo(503L);
    takeCall("GET").failed("HTTP 404", "404");
    takeCall("GET").failed("HTTP 500", "500");
    takeJob();
  }

  @Test
  void callThatIsNotAnsweredFailsWithTheExceptionOfTheCaller() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = free.getLocalPort();
    }
    URI refused = URI.create("http://127.0.0.1:" + nobody + "/");
    inJob(
        () -> {
          assertThatThrownBy(() -> ((HttpURLConnection) refused.toURL().openConnection()).connect())
              .isInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> read((HttpURLConnection) refused.toURL().openConnection()))
              .isInstanceOf(ConnectException.class);
          HttpURLConnection output = (HttpURLConnection) refused.toURL().openConnection();
          output.setDoOutput(true);
          assertThatThrownBy(output::getOutputStream).isInstanceOf(ConnectException.class);
        });
    RunAssert first = takeCall("GET");
    first.failedWith(ConnectException.class, first.result().failure().getMessage());
    RunAssert second = takeCall("GET");
    second.failedWith(ConnectException.class, second.result().failure().getMessage());
    RunAssert third = takeCall("POST");
    third.failedWith(ConnectException.class, third.result().failure().getMessage());
    takeJob();
  }

  @Test
  void timeOutUnknownHostAndBrokenConnectionAreFailures() throws Exception {
    inJob(
        () -> {
          HttpURLConnection slow = open("/silent");
          slow.setReadTimeout(50);
          assertThatThrownBy(slow::getResponseCode).isInstanceOf(SocketTimeoutException.class);
          assertThatThrownBy(slow::getInputStream).isInstanceOf(SocketTimeoutException.class);
          assertThatThrownBy(
                  () ->
                      read(
                          (HttpURLConnection)
                              URI.create("http://nobody.invalid/").toURL().openConnection()))
              .isInstanceOf(UnknownHostException.class);
          HttpURLConnection dropped = open("/drop/9");
          dropped.setRequestMethod("PUT");
          dropped.setDoOutput(true);
          dropped.setFixedLengthStreamingMode(1);
          dropped.getOutputStream().write('x');
          assertThatThrownBy(() -> read(dropped)).isInstanceOf(SocketException.class);
        });
    takeCall("GET").failedWith(SocketTimeoutException.class, "Read timed out");
    takeCall("GET").failedWith(UnknownHostException.class, "nobody.invalid");
    RunAssert dropped = takeCall("PUT");
    dropped.failedWith(SocketException.class, dropped.result().failure().getMessage());
    takeJob();
  }

  @Test
  void httpsConnectionThatIsNoneIsAFailure() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> answerInPlainText(plain), "plain text");
      answers.setDaemon(true);
      answers.start();
      URI https = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");
      inJob(
          () -> {
            assertThatThrownBy(() -> ((HttpURLConnection) https.toURL().openConnection()).connect())
                .isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> read((HttpURLConnection) https.toURL().openConnection()))
                .isInstanceOf(SSLException.class);
          });
      for (int i = 0; i < 2; i++) {
        RunAssert call = takeCall("GET").hasAttribute("url.full", https.toString());
        call.failedWith(SSLException.class, call.result().failure().getMessage());
      }
      takeJob();
    }
  }

  private static void answerInPlainText(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().read(new byte[1000]);
          socket.getOutputStream().write("this is not TLS\n".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException closed) {
      // why: the test is over
      return;
    }
  }

  @Test
  void redirectsAreOneCallWithItsResends() throws Exception {
    inJob(() -> assertThat(read(open("/redirect/2"))).isEqualTo("answer to /redirect/0"));
    RunAssert call = takeCall("GET").succeeded();
    assertThat(attributeOf(call.result(), "http.request.resend_count")).isEqualTo(2L);
    for (int i = 0; i < 3; i++) {
      call.isNamedBy(server.take().traceParent());
    }
    takeJob();
  }

  @Test
  void authenticationIsAResendWithTheSameHeader() throws Exception {
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication("me", "secret".toCharArray());
          }
        });
    inJob(() -> assertThat(open("/auth").getResponseCode()).isEqualTo(200));
    RunAssert call = takeCall("GET").succeeded();
    assertThat(attributeOf(call.result(), "http.request.resend_count")).isEqualTo(1L);
    call.isNamedBy(server.take().traceParent());
    call.isNamedBy(server.take().traceParent());
    takeJob();
  }

  @Test
  void requestThatIsSentAgainAfterAStaleConnectionHasOneHeader() throws Exception {
    inJob(
        () -> {
          assertThat(read(open("/first"))).isEqualTo("answer to /first");
          assertThat(read(open("/drop/1"))).isEqualTo("answer to /drop/1");
        });
    takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    RunAssert call = takeCall("GET").succeeded();
    call.isNamedBy(server.take().traceParent());
    call.isNamedBy(server.take().traceParent());
    takeJob();
  }

  @Test
  void headerOfTheApplicationIsKept() throws Exception {
    String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    inJob(
        () -> {
          HttpURLConnection connection = open("/");
          connection.setRequestProperty("TraceParent", own);
          assertThat(connection.getResponseCode()).isEqualTo(200);
        });
    takeCall("GET").succeeded();
    assertThat(server.take().traceParent()).isEqualTo(own);
    takeJob();
  }

  @Test
  void connectionIsKeptAliveWithAndWithoutARun() throws Exception {
    read(open("/warm"));
    int port = server.take().clientPort();
    inJob(() -> read(open("/in")));
    takeCall("GET").succeeded();
    takeJob();
    read(open("/out"));
    assertThat(server.take().clientPort()).isEqualTo(port);
    assertThat(server.take().clientPort()).isEqualTo(port);
  }

  @Test
  void connectedOutsideARunAndReadInOneIsACallWithoutHeader() throws Exception {
    HttpURLConnection connection = open("/");
    connection.connect();
    inJob(() -> assertThat(connection.getResponseCode()).isEqualTo(200));
    takeCall("GET").succeeded();
    assertThat(server.take().traceParent()).isNull();
    takeJob();
  }

  @Test
  void callThatNobodyReadsEndsWithTheRunAroundIt() throws Exception {
    inJob(
        () -> {
          HttpURLConnection unread = open("/");
          unread.setDoOutput(true);
          unread.getOutputStream().write('x');
        });
    RunAssert call = takeCall("POST").stopped();
    assertThat(call.result().reason()).isEqualTo("nobody has read the answer");
    call.isInside(takeJob());
    assertThat(server.waiting()).isZero();
  }

  @Test
  void callThatIsGivenUpIsStopped() throws Exception {
    inJob(
        () -> {
          HttpURLConnection connection = open("/");
          connection.connect();
          connection.disconnect();
        });
    assertThat(takeCall("GET").stopped().run().name().name()).isEqualTo("GET");
    takeJob();
  }

  @Test
  void whatHappensBetweenConnectingAndReadingIsNoPartOfTheCall() throws Exception {
    inJob(
        () -> {
          HttpURLConnection outer = open("/outer");
          outer.connect();
          read(open("/inner"));
          read(outer);
        });
    RunAssert inner = takeCall("GET").succeeded();
    inner.isNamedBy(server.take().traceParent());
    RunAssert outer = takeCall("GET").succeeded();
    outer.isNamedBy(server.take().traceParent());
    RunAssert job = takeJob();
    inner.isInside(job);
    outer.isInside(job);
  }

  @Test
  void answerMayBeReadByAnotherThread() throws Exception {
    inJob(
        () -> {
          HttpURLConnection connection = open("/");
          connection.connect();
          CompletableFuture.runAsync(
                  () -> {
                    try {
                      read(connection);
                    } catch (IOException failure) {
                      throw new AssertionError(failure);
                    }
                  })
              .join();
        });
    takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    takeJob();
  }

  @Test
  void callInsideACallOfAnotherClientIsThatCall() throws Exception {
    inJob(
        () -> {
          OpenRun outer = JobRuns.begin(JobRun.of(RunKind.CALL, JobName.of("test", "client")));
          read(open("/"));
          JobRuns.end(outer, RunResult.succeeded());
        });
    runs.take().is(RunKind.CALL, "test", null, "client").succeeded();
    takeJob();
    server.take();
  }

  @Test
  void mistakesOfTheApplicationAreNoCalls() throws Exception {
    inJob(
        () -> {
          HttpURLConnection connection = open("/");
          assertThatThrownBy(connection::getOutputStream).isInstanceOf(ProtocolException.class);
          connection.setDoInput(false);
          assertThatThrownBy(connection::getInputStream).isInstanceOf(ProtocolException.class);
        });
    takeJob();
  }

  @Test
  void adviceIsTheOneThatTheJdkSees() {
    assertThat(InputAdvice.class.getClassLoader()).isNull();
    assertThat(JobRuns.class.getClassLoader()).isNull();
  }
}
