package io.batchmon.instrumentation.springwebclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.httpurlconnection.HttpUrlConnectionInstrumentation;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.http.RequestEntity;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestTemplate;

/** RestTemplate has no hooks of its own: its calls are those of the HttpURLConnection below it. */
class RestTemplateIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new HttpUrlConnectionInstrumentation());

  private final WebServer server = new WebServer();
  private final RestTemplate client = new RestTemplate(new SimpleClientHttpRequestFactory());

  @AfterEach
  void stop() {
    server.close();
  }

  private static OpenRun begin() {
    return JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
  }

  private static RunAssert end(OpenRun job) {
    assertThat(JobRuns.current()).isSameAs(job);
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().isJob("test", null, "nightly").succeeded();
  }

  private static RunAssert takeCall(String method, URI uri) {
    return runs.take()
        .is(RunKind.CALL, "http", null, method)
        .hasAttribute("http.request.method", method)
        .hasAttribute("url.full", uri.toString());
  }

  @Test
  void answerIsOneCallOfTheRun() {
    URI rates = server.uri("/rates?day=1");
    OpenRun job = begin();
    assertThat(client.getForObject(rates, String.class)).isEqualTo("answer to /rates?day=1");

    RunAssert call =
        takeCall("GET", rates)
            .succeeded()
            .endedWithAttribute("http.response.status_code", 200L)
            .isNamedBy(server.take().traceParent());
    call.isInside(end(job));
    assertThat(server.waiting()).isZero();
  }

  @Test
  void bodyIsSentAsItWas() {
    URI orders = server.uri("/orders");
    OpenRun job = begin();
    assertThat(client.postForObject(orders, "paid", String.class)).isEqualTo("answer to /orders");
    client.put(orders, "settled");
    client.delete(orders);

    RunAssert post = takeCall("POST", orders).succeeded();
    RunAssert put = takeCall("PUT", orders).succeeded();
    RunAssert delete = takeCall("DELETE", orders).succeeded();
    Request posted = server.take();
    post.isNamedBy(posted.traceParent());
    assertThat(posted.method()).isEqualTo("POST");
    assertThat(posted.body()).isEqualTo("paid");
    Request stored = server.take();
    put.isNamedBy(stored.traceParent());
    assertThat(stored.method()).isEqualTo("PUT");
    assertThat(stored.body()).isEqualTo("settled");
    Request deleted = server.take();
    delete.isNamedBy(deleted.traceParent());
    assertThat(deleted.method()).isEqualTo("DELETE");
    RunAssert run = end(job);
    post.isInside(run);
    put.isInside(run);
    delete.isInside(run);
    assertThat(server.waiting()).isZero();
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() {
    URI missing = server.uri("/status/404");
    URI broken = server.uri("/status/500");
    OpenRun job = begin();
    assertThat(catchThrowable(() -> client.getForObject(missing, String.class)))
        .isExactlyInstanceOf(HttpClientErrorException.NotFound.class);
    assertThat(catchThrowable(() -> client.postForObject(broken, "paid", String.class)))
        .isExactlyInstanceOf(HttpServerErrorException.InternalServerError.class);

    RunAssert first =
        takeCall("GET", missing)
            .failed("HTTP 404", "404")
            .endedWithAttribute("http.response.status_code", 404L)
            .isNamedBy(server.take().traceParent());
    RunAssert second =
        takeCall("POST", broken)
            .failed("HTTP 500", "500")
            .endedWithAttribute("http.response.status_code", 500L)
            .isNamedBy(server.take().traceParent());
    RunAssert run = end(job);
    first.isInside(run);
    second.isInside(run);
    assertThat(server.waiting()).isZero();
  }

  @Test
  void callThatIsNotAnsweredFailsWithTheExceptionBelowThatOfSpring() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/rates");
    }
    OpenRun job = begin();
    Throwable thrown = catchThrowable(() -> client.getForObject(nobody, String.class));

    assertThat(thrown)
        .isExactlyInstanceOf(ResourceAccessException.class)
        .hasCauseExactlyInstanceOf(ConnectException.class);
    takeCall("GET", nobody)
        .failedWith(ConnectException.class, thrown.getCause().getMessage())
        .isInside(end(job));
  }

  @Test
  void headerOfTheApplicationStays() {
    URI rates = server.uri("/rates");
    OpenRun job = begin();
    client.exchange(RequestEntity.get(rates).header("traceparent", "mine").build(), String.class);

    takeCall("GET", rates).succeeded();
    assertThat(server.take().traceParent()).isEqualTo("mine");
    end(job);
  }

  @Test
  void outsideARunNothingHappens() {
    assertThat(client.getForObject(server.uri("/"), String.class)).isEqualTo("answer to /");
    assertThat(server.take().traceParent()).isNull();
  }
}
