package io.batchmon.instrumentation.apachehttpclient4;

import static io.batchmon.instrumentation.apachehttpclient4.Peers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.instrumentation.testing.WebServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.apache.http.HttpResponse;
import org.apache.http.client.HttpClient;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.impl.client.DefaultHttpClient;
import org.apache.http.params.HttpConnectionParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client as it was made before 4.3, and still can be, against a real server. */
@SuppressWarnings("deprecation")
class DirectorIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ApacheHttpClient4Instrumentation());

  private final Peers peers = new Peers(runs);
  private final WebServer server = new WebServer();
  private final HttpClient client = new DefaultHttpClient();

  @AfterEach
  void close() {
    client.getConnectionManager().shutdown();
    server.close();
  }

  private int status(HttpUriRequest request) throws IOException {
    HttpResponse response = client.execute(request);
    if (response.getEntity() != null) {
      response.getEntity().consumeContent();
    }
    return response.getStatusLine().getStatusCode();
  }

  private int get(String path) throws IOException {
    return status(new HttpGet(server.uri(path)));
  }

  @Test
  void answerIsACallOfTheJobAndTheRequestStaysTheApplications() throws Exception {
    HttpGet get = new HttpGet(server.uri("/rates?day=1"));
    peers.inJob(() -> assertThat(status(get)).isEqualTo(200));
    RunAssert call =
        peers
            .takeCall("GET")
            .succeeded()
            .hasAttribute("url.full", server.uri("/rates?day=1").toString())
            .isNamedBy(server.take().traceParent());
    assertStatus(call, 200);
    assertThat(get.getAllHeaders()).isEmpty();
    call.isInside(peers.takeJob());
  }

  @Test
  void outsideARunNothingIsSentAndNothingRecorded() throws Exception {
    assertThat(get("/")).isEqualTo(200);
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void redirectsAndRetriesAreOneCall() throws Exception {
    peers.inJob(
        () -> {
          assertThat(get("/redirect/2")).isEqualTo(200);
          assertThat(get("/drop/1")).isEqualTo(200);
        });
    RunAssert redirected = peers.takeCall("GET").succeeded();
    for (int i = 0; i < 3; i++) {
      redirected.isNamedBy(server.take().traceParent());
    }
    RunAssert retried = peers.takeCall("GET").succeeded();
    retried.isNamedBy(server.take().traceParent());
    retried.isNamedBy(server.take().traceParent());
    peers.takeJob();
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() throws Exception {
    peers.inJob(() -> assertThat(get("/status/500")).isEqualTo(500));
    assertStatus(peers.takeCall("GET").failed("HTTP 500", "500"), 500);
    peers.takeJob();
  }

  @Test
  void callThatIsNotAnsweredFailsWithTheExceptionOfTheCaller() throws Exception {
    HttpConnectionParams.setSoTimeout(client.getParams(), 50);
    peers.inJob(
        () -> {
          assertThatThrownBy(() -> status(new HttpGet(Peers.refused())))
              .isInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> get("/silent")).isInstanceOf(SocketTimeoutException.class);
        });
    RunAssert refused = peers.takeCall("GET");
    assertThat(refused.result().failure()).isInstanceOf(ConnectException.class);
    refused.failedWith(
        refused.result().failure().getClass(), refused.result().failure().getMessage());
    peers.takeCall("GET").failedWith(SocketTimeoutException.class, "Read timed out");
    peers.takeJob();
  }

  @Test
  void headerOfTheApplicationIsKept() throws Exception {
    String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    HttpGet get = new HttpGet(server.uri("/"));
    get.setHeader("TraceParent", own);
    peers.inJob(() -> status(get));
    peers.takeCall("GET").succeeded();
    assertThat(server.take().traceParent()).isEqualTo(own);
    assertThat(get.getFirstHeader("traceparent").getValue()).isEqualTo(own);
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
}
