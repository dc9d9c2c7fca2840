package io.batchmon.instrumentation.springwebclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.springwebclient.EchoServer.Received;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunOutcome;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What each exchange of the real WebClient becomes, over Reactor Netty, at a real server. */
class SpringWebClientIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringWebClientInstrumentation());

  private EchoServer server;
  private WebClient client;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
    client = WebClient.create();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static OpenRun begin(String name) {
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("test", name)).byScheduler().build());
  }

  private static RunAssert end(OpenRun job) {
    JobRuns.end(job, RunResult.succeeded());
    return runs.take().succeeded();
  }

  private Mono<String> get(String path) {
    return client
        .get()
        .uri(server.url(path))
        .retrieve()
        .bodyToMono(String.class)
        .defaultIfEmpty("");
  }

  private RunAssert takeCall(String path) {
    return runs.take()
        .is(RunKind.CALL, "http", null, "GET")
        .hasAttribute("http.request.method", "GET")
        .hasAttribute("url.full", server.url(path));
  }

  private static void answered(RunAssert call, long status) {
    assertThat(call.result().attributeCount()).isEqualTo(1);
    assertThat(call.result().attributeName(0)).isEqualTo("http.response.status_code");
    assertThat(call.result().attributeValue(0)).isEqualTo(status);
  }

  @Test
  void exchangeOfARunIsAPartOfItAndTheServerIsToldWhich() throws Exception {
    OpenRun job = begin("nightly");
    assertThat(get("/orders").block()).isEmpty();

    assertThat(JobRuns.current()).isSameAs(job);
    RunAssert call = takeCall("/orders").isNamedBy(server.take().traceParent()).succeeded();
    answered(call, 200);
    call.isInside(end(job));
  }

  @Test
  void outsideARunNothingHappens() throws Exception {
    get("/orders").block();

    assertThat(server.take().traceParent()).isNull();
  }

  @Test
  void exchangeThatNobodySubscribesToIsNone() {
    OpenRun job = begin("nightly");
    get("/orders");

    end(job);
  }

  @Test
  void headerOfTheApplicationStays() throws Exception {
    String its = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    OpenRun job = begin("nightly");
    client
        .get()
        .uri(server.url("/orders"))
        .header("Traceparent", its)
        .retrieve()
        .bodyToMono(String.class)
        .block();

    assertThat(server.take().traceParent()).isEqualTo(its);
    takeCall("/orders").succeeded().isInside(end(job));
  }

  @Test
  void statusThatIsAnErrorIsAFailedCall() throws Exception {
    OpenRun job = begin("nightly");
    Throwable thrown = catchThrowable(() -> get("/status/500").block());

    assertThat(thrown).isInstanceOf(WebClientResponseException.class);
    RunAssert call =
        takeCall("/status/500").isNamedBy(server.take().traceParent()).failed("HTTP 500", "500");
    answered(call, 500);
    call.isInside(end(job));
  }

  @Test
  void refusedConnectionIsTheFailure() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    OpenRun job = begin("nightly");
    Mono<String> refused =
        client.get().uri("http://localhost:" + port + "/").retrieve().bodyToMono(String.class);
    Throwable thrown = catchThrowable(refused::block);

    assertThat(thrown.getClass().getSimpleName()).isEqualTo("WebClientRequestException");
    RunAssert call = runs.take().failedWith(thrown.getClass(), thrown.getMessage());
    assertThat(call.result().failure()).isSameAs(thrown);
    assertThat(call.result().attributeCount()).isZero();
    call.isInside(end(job));
  }

  @Test
  void cancelledExchangeIsStopped() throws Exception {
    OpenRun job = begin("nightly");
    Disposable waiting = get("/slow").subscribe();
    String traceParent = server.take().traceParent();
    waiting.dispose();

    RunAssert call = takeCall("/slow").isNamedBy(traceParent).stopped();
    assertThat(call.result().reason()).isEqualTo("cancelled");
    call.isInside(end(job));
  }

  @Test
  void eachSubscriptionIsACallOfItsOwn() throws Exception {
    OpenRun job = begin("nightly");
    Mono<String> orders = get("/status/503");
    assertThat(catchThrowable(orders::block)).isInstanceOf(WebClientResponseException.class);
    assertThat(catchThrowable(orders::block)).isInstanceOf(WebClientResponseException.class);

    RunAssert first = takeCall("/status/503").failed("HTTP 503", "503");
    RunAssert second = takeCall("/status/503").failed("HTTP 503", "503");
    first.isNamedBy(server.take().traceParent());
    second.isNamedBy(server.take().traceParent());
    RunAssert nightly = end(job);
    first.isInside(nightly);
    second.isInside(nightly);
  }

  @Test
  void answerArrivesInTheRunThatAsked() throws Exception {
    OpenRun job = begin("nightly");
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    BlockingQueue<OpenRun> seen = new LinkedBlockingQueue<>();
    String answer =
        client
            .get()
            .uri(server.url("/orders"))
            .exchangeToMono(
                response -> {
                  threads.add(Thread.currentThread());
                  seen.add(JobRuns.current());
                  return response.bodyToMono(String.class).defaultIfEmpty("none");
                })
            .block();

    assertThat(answer).isEqualTo("none");
    assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    assertThat(seen).containsExactly(job);
    takeCall("/orders").isNamedBy(server.take().traceParent()).succeeded().isInside(end(job));
  }

  @Test
  void ofManyAtOnceEachIsAPartOfItsOwnRun() throws Exception {
    int jobs = 10;
    int calls = 10;
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      String name = "job-" + i;
      Thread thread = new Thread(() -> runMany(name, calls, failures));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();

    Map<String, String> traceParents = new HashMap<>();
    for (int i = 0; i < jobs * calls; i++) {
      Received request = server.take();
      traceParents.put(server.url(request.path()), request.traceParent());
    }
    Map<String, RunAssert> byName = new HashMap<>();
    List<RunAssert> made = new ArrayList<>();
    for (int i = 0; i < jobs * calls + jobs; i++) {
      RunAssert taken = runs.take().succeeded();
      if (taken.run().kind() == RunKind.CALL) {
        made.add(taken);
      } else {
        byName.put(taken.run().name().name(), taken);
      }
    }
    assertThat(byName).hasSize(jobs);
    assertThat(made).allMatch(call -> call.result().outcome() == RunOutcome.SUCCEEDED);
    for (RunAssert call : made) {
      String url = (String) call.run().attributeValue(1);
      String job = url.substring(url.indexOf("job-"), url.lastIndexOf('/'));
      call.isNamedBy(traceParents.get(url)).isInside(byName.get(job));
    }
  }

  private void runMany(String name, int calls, List<Throwable> failures) {
    OpenRun job = begin(name);
    try {
      List<String> answers =
          Flux.range(0, calls)
              .flatMap(i -> get("/" + name + "/" + i))
              .collectList()
              .toFuture()
              .get(30, TimeUnit.SECONDS);
      assertThat(answers).hasSize(calls);
    } catch (Throwable failure) {
      synchronized (failures) {
        failures.add(failure);
      }
    } finally {
      JobRuns.end(job, RunResult.succeeded());
    }
  }
}
