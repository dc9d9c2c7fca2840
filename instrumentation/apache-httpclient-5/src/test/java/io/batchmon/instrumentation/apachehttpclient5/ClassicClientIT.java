package io.batchmon.instrumentation.apachehttpclient5;

import static io.batchmon.instrumentation.apachehttpclient5.Peers.assertStatus;
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
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The blocking client against a real server. */
class ClassicClientIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ApacheHttpClient5Instrumentation());

  private final Peers peers = new Peers(runs);
  private final WebServer server = new WebServer();
  private final CloseableHttpClient client =
      HttpClients.custom()
          .setRetryStrategy(new DefaultHttpRequestRetryStrategy(1, TimeValue.ofMilliseconds(1)))
          .build();

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private static int status(HttpClient client, HttpUriRequestBase request) throws IOException {
    return client.execute(
        request,
        HttpClientContext.create(),
        response -> {
          EntityUtils.consume(response.getEntity());
          return response.getCode();
        });
  }

  private int get(String path) throws IOException {
    return status(client, new HttpGet(server.uri(path)));
  }

  @Test
  void answerIsACallOfTheJob() throws Exception {
    peers.inJob(() -> assertThat(get("/rates?day=1")).isEqualTo(200));
    RunAssert call =
        peers
            .takeCall("GET")
            .succeeded()
            .hasAttribute("http.request.method", "GET")
            .hasAttribute("url.full", server.uri("/rates?day=1").toString())
            .isNamedBy(server.take().traceParent());
    assertStatus(call, 200);
    call.isInside(peers.takeJob());
  }

  @Test
  void outsideARunNothingIsSentAndNothingRecorded() throws Exception {
    assertThat(get("/")).isEqualTo(200);
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() throws Exception {
    peers.inJob(() -> assertThat(get("/status/500")).isEqualTo(500));
    assertStatus(peers.takeCall("GET").failed("HTTP 500", "500"), 500);
    peers.takeJob();
  }

  @Test
  void bodyIsSentAsItWas() throws Exception {
    peers.inJob(
        () -> {
          HttpPost post = new HttpPost(server.uri("/settle"));
          post.setEntity(new StringEntity("paid"));
          assertThat(status(client, post)).isEqualTo(200);
          assertThat(post.getHeaders()).isEmpty();
        });
    Request request = server.take();
    peers.takeCall("POST").succeeded().isNamedBy(request.traceParent());
    assertThat(request.body()).isEqualTo("paid");
    assertThat(request.header("content-length")).isEqualTo("4");
    assertThat(request.header("expect")).isNull();
    peers.takeJob();
  }

  @Test
  void requestThatIsSentTwiceByTheApplicationIsTwoCallsWithHeadersOfTheirOwn() throws Exception {
    HttpGet get = new HttpGet(server.uri("/again"));
    peers.inJob(
        () -> {
          status(client, get);
          status(client, get);
        });
    peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    assertThat(get.getHeaders()).isEmpty();
    peers.takeJob();
  }

  @Test
  void eachRedirectIsACallOfItsOwn() throws Exception {
    peers.inJob(() -> assertThat(get("/redirect/2")).isEqualTo(200));
    for (int i = 0; i < 3; i++) {
      RunAssert call =
          peers
              .takeCall("GET")
              .succeeded()
              .hasAttribute("url.full", server.uri("/redirect/" + (2 - i)).toString())
              .isNamedBy(server.take().traceParent());
      assertStatus(call, i < 2 ? 302 : 200);
    }
    peers.takeJob();
  }

  @Test
  void requestWithCredentialsIsACallOfItsOwn() throws Exception {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope("127.0.0.1", server.uri("/").getPort()),
        new UsernamePasswordCredentials("me", "secret".toCharArray()));
    try (CloseableHttpClient known =
        HttpClients.custom().setDefaultCredentialsProvider(credentials).build()) {
      peers.inJob(() -> assertThat(status(known, new HttpGet(server.uri("/auth")))).isEqualTo(200));
    }
    peers.takeCall("GET").failed("HTTP 401", "401").isNamedBy(server.take().traceParent());
    peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    peers.takeJob();
  }

  @Test
  void retryIsACallOfItsOwn() throws Exception {
    peers.inJob(() -> assertThat(get("/drop/1")).isEqualTo(200));
    RunAssert dropped = peers.takeCall("GET");
    dropped
        .failedWith(NoHttpResponseException.class, dropped.result().failure().getMessage())
        .isNamedBy(server.take().traceParent());
    peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    peers.takeJob();
  }

  @Test
  void callThatIsNotAnsweredFailsWithTheExceptionOfTheCaller() throws Exception {
    peers.inJob(
        () -> {
          assertThatThrownBy(() -> status(client, new HttpGet(Peers.refused())))
              .isInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> status(client, new HttpGet("http://nobody.invalid/")))
              .isInstanceOf(UnknownHostException.class);
          HttpGet slow = new HttpGet(server.uri("/silent"));
          slow.setConfig(
              RequestConfig.custom().setResponseTimeout(50, TimeUnit.MILLISECONDS).build());
          assertThatThrownBy(() -> status(client, slow)).isInstanceOf(SocketTimeoutException.class);
        });
    RunAssert refused = peers.takeCall("GET");
    assertThat(refused.result().failure()).isInstanceOf(ConnectException.class);
    refused.failedWith(
        refused.result().failure().getClass(), refused.result().failure().getMessage());
    RunAssert unknown = peers.takeCall("GET");
    unknown.failedWith(UnknownHostException.class, unknown.result().failure().getMessage());
    peers.takeCall("GET").failedWith(SocketTimeoutException.class, "Read timed out");
    peers.takeJob();
  }

  @Test
  void headerOfTheApplicationIsKept() throws Exception {
    String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    HttpGet get = new HttpGet(server.uri("/"));
    get.setHeader("TraceParent", own);
    peers.inJob(() -> status(client, get));
    peers.takeCall("GET").succeeded();
    assertThat(server.take().traceParent()).isEqualTo(own);
    peers.takeJob();
  }

  @Test
  void connectionIsKeptAliveWithAndWithoutARun() throws Exception {
    get("/warm");
    int port = server.take().clientPort();
    peers.inJob(() -> get("/in"));
    peers.takeCall("GET").succeeded();
    peers.takeJob();
    get("/out");
    assertThat(server.take().clientPort()).isEqualTo(port);
    assertThat(server.take().clientPort()).isEqualTo(port);
  }

  @Test
  void minimalClientSendsOnceAndGivesTheRequestBack() throws Exception {
    HttpGet get = new HttpGet(server.uri("/redirect/1"));
    try (CloseableHttpClient minimal = Peers.minimal()) {
      peers.inJob(
          () -> {
            assertThat(status(minimal, get)).isEqualTo(302);
            assertThat(status(minimal, get)).isEqualTo(302);
            assertThatThrownBy(() -> status(minimal, new HttpGet(Peers.refused())))
                .isInstanceOf(ConnectException.class);
          });
    }
    assertThat(get.containsHeader("traceparent")).isFalse();
    for (int i = 0; i < 2; i++) {
      RunAssert call = peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
      call.hasAttribute("url.full", server.uri("/redirect/1").toString());
      assertStatus(call, 302);
    }
    RunAssert refused = peers.takeCall("GET");
    refused.failedWith(
        refused.result().failure().getClass(), refused.result().failure().getMessage());
    peers.takeJob();
  }

  @Test
  void callInsideACallOfAnotherClientIsThatCall() throws Exception {
    peers.inJob(
        () -> {
          OpenRun outer = JobRuns.begin(JobRun.of(RunKind.CALL, JobName.of("test", "client")));
          get("/");
          JobRuns.end(outer, RunResult.succeeded());
        });
    runs.take().is(RunKind.CALL, "test", null, "client").succeeded();
    peers.takeJob();
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void urlGoesToTheHostThatIsCalled() throws Exception {
    HttpHost host = HttpHost.create(server.uri(""));
    peers.inJob(
        () -> {
          String read = client.execute(host, new HttpGet("/relative"), response -> "read");
          assertThat(read).isEqualTo("read");
        });
    peers
        .takeCall("GET")
        .succeeded()
        .hasAttribute("url.full", server.uri("/relative").toString())
        .isNamedBy(server.take().traceParent());
    peers.takeJob();
  }
}
