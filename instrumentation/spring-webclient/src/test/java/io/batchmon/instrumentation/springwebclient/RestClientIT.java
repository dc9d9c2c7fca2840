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
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

/** RestClient, which came with Spring 6.1, over HttpURLConnection. */
class RestClientIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new HttpUrlConnectionInstrumentation());

  private final WebServer server = new WebServer();
  private final RestClient client =
      RestClient.builder().requestFactory(new SimpleClientHttpRequestFactory()).build();

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

  private String get(URI uri) {
    return client.get().uri(uri).retrieve().body(String.class);
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
    assertThat(get(rates)).isEqualTo("answer to /rates?day=1");

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
    assertThat(client.post().uri(orders).body("paid").retrieve().body(String.class))
        .isEqualTo("answer to /orders");

    Request posted = server.take();
    RunAssert call = takeCall("POST", orders).succeeded().isNamedBy(posted.traceParent());
    assertThat(posted.body()).isEqualTo("paid");
    call.isInside(end(job));
    assertThat(server.waiting()).isZero();
  }

  @Test
  void answerThatSaysNoIsAFailureWithItsStatus() {
    URI missing = server.uri("/status/404");
    URI broken = server.uri("/status/500");
    OpenRun job = begin();
    assertThat(catchThrowable(() -> get(missing)))
        .isExactlyInstanceOf(HttpClientErrorException.NotFound.class);
    assertThat(catchThrowable(() -> get(broken)))
        .isExactlyInstanceOf(HttpServerErrorException.InternalServerError.class);

    RunAssert first =
        takeCall("GET", missing)
            .failed("HTTP 404", "404")
            .endedWithAttribute("http.response.status_code", 404L)
            .isNamedBy(server.take().traceParent());
    RunAssert second =
        takeCall("GET", broken)
            .failed("HTTP 500", "500")
            .endedWithAttribute("http.response.status_code", 500L)
            .isNamedBy(server.take().traceParent());
    RunAssert run = end(job);
    first.isInside(run);
    second.isInside(run);
    assertThat(server.waiting()).isZero();
  }

  @Test
  void overReactorNettyItIsNotSeen() {
    RestClient reactor =
        RestClient.builder().requestFactory(new ReactorClientHttpRequestFactory()).build();
    OpenRun job = begin();
    assertThat(reactor.get().uri(server.uri("/rates")).retrieve().body(String.class))
        .isEqualTo("answer to /rates");

    assertThat(server.take().traceParent()).isNull();
    end(job);
  }

  @Test
  void outsideARunNothingHappens() {
    assertThat(get(server.uri("/"))).isEqualTo("answer to /");
    assertThat(server.take().traceParent()).isNull();
  }
}
