package io.batchmon.instrumentation.apachehttpclient4;

import static io.batchmon.instrumentation.apachehttpclient4.Peers.assertStatus;
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
import org.apache.http.HttpHost;
import org.apache.http.NoHttpResponseException;
import org.apache.http.auth.AuthScope;
import org.apache.http.auth.UsernamePasswordCredentials;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.BasicCredentialsProvider;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client as it is built from 4.3 on, against a real server. */
class ChainIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ApacheHttpClient4Instrumentation());

  private final Peers peers = new Peers(runs);
  private final WebServer server = new WebServer();
  private final CloseableHttpClient client = HttpClients.createDefault();

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private static int status(CloseableHttpClient client, HttpUriRequest request) throws IOException {
    try (CloseableHttpResponse response = client.execute(request)) {
      EntityUtils.consume(response.getEntity());
      return response.getStatusLine().getStatusCode();
    }
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
  void bodyIsSentAsItWasAndTheRequestStaysTheApplications() throws Exception {
    HttpPost post = new HttpPost(server.uri("/settle"));
    post.setEntity(new StringEntity("paid"));
    peers.inJob(
        () -> {
          assertThat(status(client, post)).isEqualTo(200);
          assertThat(status(client, post)).isEqualTo(200);
        });
    for (int i = 0; i < 2; i++) {
      Request request = server.take();
      peers.takeCall("POST").succeeded().isNamedBy(request.traceParent());
      assertThat(request.body()).isEqualTo("paid");
      assertThat(request.header("content-length")).isEqualTo("4");
      assertThat(request.header("expect")).isNull();
    }
    assertThat(post.getAllHeaders()).isEmpty();
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
  void requestWithCredentialsIsAPartOfTheSameCall() throws Exception {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(AuthScope.ANY, new UsernamePasswordCredentials("me", "secret"));
    try (CloseableHttpClient known =
        HttpClients.custom().setDefaultCredentialsProvider(credentials).build()) {
      peers.inJob(() -> assertThat(status(known, new HttpGet(server.uri("/auth")))).isEqualTo(200));
    }
    RunAssert call = peers.takeCall("GET").succeeded();
    call.isNamedBy(server.take().traceParent());
    call.isNamedBy(server.take().traceParent());
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
    HttpGet slow = new HttpGet(server.uri("/silent"));
    slow.setConfig(RequestConfig.custom().setSocketTimeout(50).build());
    peers.inJob(
        () -> {
          assertThatThrownBy(() -> status(client, new HttpGet(Peers.refused())))
              .isInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> status(client, new HttpGet("http://nobody.invalid/")))
              .isInstanceOf(UnknownHostException.class);
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
  void requestOfTheMinimalClientIsACall() throws Exception {
    HttpGet get = new HttpGet(server.uri("/minimal"));
    try (CloseableHttpClient minimal = HttpClients.createMinimal()) {
      peers.inJob(() -> assertThat(status(minimal, get)).isEqualTo(200));
    }
    assertThat(get.containsHeader("traceparent")).isFalse();
    RunAssert call = peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    call.hasAttribute("url.full", server.uri("/minimal").toString());
    assertStatus(call, 200);
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
    HttpHost host = new HttpHost("127.0.0.1", server.uri("/").getPort());
    peers.inJob(() -> client.execute(host, new HttpGet("/relative")).close());
    peers
        .takeCall("GET")
        .succeeded()
        .hasAttribute("url.full", server.uri("/relative").toString())
        .isNamedBy(server.take().traceParent());
    peers.takeJob();
  }
}
