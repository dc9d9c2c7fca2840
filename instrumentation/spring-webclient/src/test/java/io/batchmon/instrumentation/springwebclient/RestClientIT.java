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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** RestClient, which came with Spring 6.1, over what it can be made to use. */
@ParameterizedClass
@MethodSource("factories")
class RestClientIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new HttpUrlConnectionInstrumentation());

  static {
    RecordedRuns.of(new SpringWebClientInstrumentation());
  }

  @Parameter ClientHttpRequestFactory factory;

  private final WebServer server = new WebServer();
  private RestClient client;

  static List<ClientHttpRequestFactory> factories() {
    return List.of(
        new SimpleClientHttpRequestFactory(),
        new ReactorClientHttpRequestFactory(),
        new JettyClientHttpRequestFactory());
  }

  @BeforeEach
  void create() {
    client = RestClient.builder().requestFactory(factory).build();
  }

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
  void callThatIsNotAnsweredFailsWithTheExceptionBelowThatOfSpring() throws IOException {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/rates");
    }
    OpenRun job = begin();
    Throwable thrown = catchThrowable(() -> get(nobody));

    assertThat(thrown).isExactlyInstanceOf(ResourceAccessException.class);
    RunAssert call = takeCall("GET", nobody);
    call.failedWith(thrown.getCause().getClass(), thrown.getCause().getMessage());
    call.isInside(end(job));
  }

  @Test
  void headerOfTheApplicationStays() {
    URI rates = server.uri("/rates");
    OpenRun job = begin();
    client.get().uri(rates).header("traceparent", "mine").retrieve().toBodilessEntity();

    takeCall("GET", rates).succeeded();
    assertThat(server.take().traceParent()).isEqualTo("mine");
    end(job);
  }

  @Test
  void outsideARunNothingHappens() {
    assertThat(get(server.uri("/"))).isEqualTo("answer to /");
    assertThat(server.take().traceParent()).isNull();
  }
}
