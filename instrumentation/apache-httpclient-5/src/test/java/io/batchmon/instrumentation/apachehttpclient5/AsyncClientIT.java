package io.batchmon.instrumentation.apachehttpclient5;

import static io.batchmon.instrumentation.apachehttpclient5.Peers.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.instrumentation.testing.WebServer;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The asynchronous client against a real server. */
class AsyncClientIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ApacheHttpClient5Instrumentation());

  private final Peers peers = new Peers(runs);
  private final WebServer server = new WebServer();
  private final CloseableHttpAsyncClient client =
      HttpAsyncClients.custom().disableAutomaticRetries().build();
  private final BlockingQueue<String> called = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    client.start();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  /** Says how it was called, and in which run. */
  private final class Callback implements FutureCallback<SimpleHttpResponse> {
    private void add(String how) {
      OpenRun run = JobRuns.current();
      called.add(how + " in " + (run == null ? "no run" : run.kind()));
    }

    @Override
    public void completed(SimpleHttpResponse response) {
      add("completed");
    }

    @Override
    public void failed(Exception cause) {
      add("failed");
    }

    @Override
    public void cancelled() {
      add("cancelled");
    }
  }

  private static SimpleHttpRequest get(URI uri) {
    SimpleHttpRequest request =
        new SimpleHttpRequest("GET", HttpHost.create(uri.resolve("/")), uri.getRawPath());
    request.setScheme("http");
    return request;
  }

  private Future<SimpleHttpResponse> send(String path) {
    return client.execute(get(server.uri(path)), new Callback());
  }

  private String called() throws InterruptedException {
    return called.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void answerIsACallOfTheJobAndTheCallbackRunsInIt() throws Exception {
    peers.inJob(
        () -> {
          assertThat(send("/rates").get().getCode()).isEqualTo(200);
          assertThat(called()).isEqualTo("completed in JOB");
        });
    RunAssert call =
        peers
            .takeCall("GET")
            .succeeded()
            .hasAttribute("url.full", server.uri("/rates").toString())
            .isNamedBy(server.take().traceParent());
    assertStatus(call, 200);
    call.isInside(peers.takeJob());
  }

  @Test
  void callersThreadIsInNoCallAfterwards() throws Exception {
    peers.inJob(
        () -> {
          Future<SimpleHttpResponse> first = send("/silent");
          send("/second").get();
          assertThat(called()).isEqualTo("completed in JOB");
          server.close();
          assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        });
    RunAssert second = peers.takeCall("GET").succeeded();
    RunAssert first = peers.takeCall("GET");
    first.failedWith(first.result().failure().getClass(), first.result().failure().getMessage());
    RunAssert job = peers.takeJob();
    second.isInside(job);
    first.isInside(job);
  }

  @Test
  void outsideARunNothingIsSentAndNothingRecorded() throws Exception {
    assertThat(send("/").get().getCode()).isEqualTo(200);
    assertThat(called()).isEqualTo("completed in no run");
    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void eachRedirectIsACallOfTheSameJob() throws Exception {
    peers.inJob(() -> assertThat(send("/redirect/2").get().getCode()).isEqualTo(200));
    RunAssert[] calls = new RunAssert[3];
    for (int i = 0; i < 3; i++) {
      calls[i] = peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
      assertStatus(calls[i], i < 2 ? 302 : 200);
    }
    RunAssert job = peers.takeJob();
    for (RunAssert call : calls) {
      call.isInside(job);
    }
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() throws Exception {
    peers.inJob(() -> assertThat(send("/status/500").get().getCode()).isEqualTo(500));
    assertStatus(peers.takeCall("GET").failed("HTTP 500", "500"), 500);
    peers.takeJob();
  }

  @Test
  void callThatIsNotAnsweredFailsAndTheFutureSaysSo() throws Exception {
    peers.inJob(
        () -> {
          assertThatThrownBy(client.execute(get(Peers.refused()), new Callback())::get)
              .hasCauseInstanceOf(ConnectException.class);
          assertThat(called()).isEqualTo("failed in JOB");
        });
    RunAssert call = peers.takeCall("GET");
    assertThat(call.result().failure()).isInstanceOf(ConnectException.class);
    call.failedWith(call.result().failure().getClass(), call.result().failure().getMessage());
    peers.takeJob();
  }

  @Test
  void callThatIsCancelledIsStopped() throws Exception {
    peers.inJob(
        () -> {
          // why: 5.0 does not cancel what it was given as a simple request
          Future<SimpleHttpResponse> future =
              client.execute(
                  SimpleRequestProducer.create(get(server.uri("/silent"))),
                  SimpleResponseConsumer.create(),
                  new Callback());
          server.take();
          assertThat(future.cancel(true)).isTrue();
          assertThat(future.isCancelled()).isTrue();
          assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
          assertThat(called()).isEqualTo("cancelled in JOB");
          peers.takeCall("GET").stopped();
        });
    peers.takeJob();
  }

  @Test
  void callMayOutliveItsJob() throws Exception {
    WebServer slow = new WebServer();
    peers.inJob(
        () -> assertThat(client.execute(get(slow.uri("/silent")), new Callback())).isNotDone());
    RunAssert job = peers.takeJob();
    String traceParent = slow.take().traceParent();
    slow.close();
    RunAssert call = peers.takeCall("GET");
    call.isNamedBy(traceParent).isInside(job);
    call.failedWith(call.result().failure().getClass(), call.result().failure().getMessage());
    assertThat(called()).isEqualTo("failed in JOB");
  }

  @Test
  void headerOfTheApplicationIsKept() throws Exception {
    String own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    SimpleHttpRequest request = get(server.uri("/"));
    request.setHeader("TraceParent", own);
    peers.inJob(() -> client.execute(request, null).get());
    peers.takeCall("GET").succeeded();
    assertThat(server.take().traceParent()).isEqualTo(own);
    peers.takeJob();
  }

  @Test
  void requestOfTheApplicationIsNotChanged() throws Exception {
    SimpleHttpRequest request = get(server.uri("/"));
    peers.inJob(
        () -> {
          client.execute(request, null).get();
          client.execute(request, null).get();
        });
    assertThat(request.containsHeader("traceparent")).isFalse();
    peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    peers.takeCall("GET").succeeded().isNamedBy(server.take().traceParent());
    peers.takeJob();
  }
}
