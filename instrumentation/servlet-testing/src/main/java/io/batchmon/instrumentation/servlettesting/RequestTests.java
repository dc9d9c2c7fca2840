package io.batchmon.instrumentation.servlettesting;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.HttpRequests;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** What is asked of every servlet container, at each of its supported versions. */
public abstract class RequestTests {
  private static final String TRACE_HEADER = "X-Trace-ID";
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String SPRING =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  private static @Nullable TestContainer running;
  private static @Nullable String runningVersion;
  private static int port;
  private static volatile CountDownLatch released = new CountDownLatch(0);

  @Parameter public String version = "";

  /** The runs of the container under test. */
  protected abstract RecordedRuns runs();

  /** A container of this version. */
  protected abstract TestContainer container(String ofVersion, Path jars) throws Exception;

  /** The lines of {@code supported-versions.txt}. */
  protected static List<String> supportedVersions() throws IOException {
    return Files.readAllLines(Path.of("supported-versions.txt"));
  }

  @BeforeEach
  void serve() throws Exception {
    HttpRequests.configure(TRACE_HEADER, "/shop/health", "*/internal/*");
    released = new CountDownLatch(1);
    if (!version.equals(runningVersion)) {
      stop();
      TestContainer container =
          container(version, Path.of("target", "containers", version).toAbsolutePath());
      fill(container);
      port = container.start();
      running = container;
      runningVersion = version;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (running != null) {
      running.stop();
      running = null;
      runningVersion = null;
    }
  }

  private static void fill(TestContainer container) throws Exception {
    container.servlet("orders", "/orders/*", exchange -> exchange.write("order"));
    container.servlet("exact", "/exact", exchange -> exchange.write("exact"));
    container.servlet("action", "*.do", exchange -> exchange.write("action"));
    container.servlet("health", "/health", exchange -> exchange.write("up"));
    container.servlet(
        "spring",
        "/spring/*",
        exchange -> {
          exchange.request("setAttribute", SPRING, "/items/{id}");
          exchange.write("item");
        });
    container.servlet(
        "broken",
        "/broken/*",
        exchange -> {
          exchange.request("setAttribute", SPRING, "/orders/{id}");
          throw new IllegalStateException("Bad order");
        });
    container.servlet(
        "refused", "/refused", exchange -> exchange.response("sendError", 503, "later"));
    container.servlet(
        "missing", "/missing", exchange -> exchange.response("sendError", 404, "no such order"));
    container.servlet("status", "/status", exchange -> exchange.response("setStatus", 502));
    container.servlet(
        "sorry",
        "/sorry",
        exchange -> {
          exchange.request("setAttribute", SPRING, "/error");
          exchange.write("sorry");
        });
    container.errorPage(503, "/sorry");
    container.servlet("forward", "/forward", exchange -> exchange.dispatch("forward", "/orders/1"));
    container.servlet(
        "include",
        "/include",
        exchange -> {
          exchange.dispatch("include", "/orders/1");
          exchange.dispatch("include", "/orders/2");
        });
    container.servlet("job", "/job", exchange -> exchange.write(job()));
    container.servlet(
        "sets",
        "/sets",
        exchange -> {
          exchange.response("setHeader", "x-trace-id", "mine");
          exchange.write("set");
        });
    container.servlet(
        "adds",
        "/adds",
        exchange -> {
          exchange.response("addHeader", "x-trace-id", "mine");
          exchange.write("added");
        });
    container.servlet(
        "resets",
        "/resets",
        exchange -> {
          exchange.response("reset");
          exchange.write("reset");
        });
    container.servlet(
        "async",
        "/async/*",
        exchange -> {
          Object context = exchange.request("startAsync");
          String how = String.valueOf(exchange.request("getPathInfo"));
          String hint = String.valueOf(exchange.request("getDispatcherType"));
          if (how.equals("/timeout")) {
            Reflect.call(context, "setTimeout", 100L);
            return;
          }
          Reflect.call(context, "setTimeout", 20_000L);
          if (how.equals("/throws")) {
            throw new IllegalStateException("Bad start");
          }
          if (how.equals("/at-once")) {
            exchange.write(hint);
            Reflect.call(context, "complete");
            return;
          }
          CountDownLatch latch = released;
          Thread worker =
              new Thread(
                  () -> {
                    await(latch);
                    if (how.equals("/dispatch")) {
                      Reflect.call(context, "dispatch", "/job");
                    } else {
                      if (how.equals("/status")) {
                        exchange.response("setStatus", 500);
                      }
                      Reflect.call(context, "complete");
                    }
                  });
          worker.setDaemon(true);
          worker.start();
        });
    container.servlet("guarded", "/guarded/*", exchange -> exchange.write("secret"));
    container.filter(
        "guard",
        "/guarded/*",
        exchange -> {
          exchange.response("setStatus", 403);
          exchange.write("go away");
        });
  }

  private static String job() {
    OpenRun job = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("test", "nightly")));
    JobRuns.end(job, RunResult.succeeded());
    return "done";
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private RawHttp get(String path, String... headers) throws IOException {
    return RawHttp.send(port, "GET /shop" + path, headers);
  }

  private RunAssert request() {
    return runs().take().is(RunKind.REQUEST, "http", null, "GET").isOutermost();
  }

  @Test
  void anAnsweredRequestIsOneRun() throws Exception {
    RawHttp answer = get("/orders/4711;jsessionid=secret/lines?card=4111");

    assertThat(answer.status()).isEqualTo(200);
    RunAssert run =
        request()
            .succeeded()
            .hasAttribute("http.request.method", "GET")
            .hasAttribute("url.scheme", "http")
            .hasAttribute("url.path", "/shop/orders/4711/lines")
            .hasAttribute("server.address", "shop.example")
            .hasAttribute("server.port", 8443L)
            .endedWithAttribute("http.route", "/shop/orders/*")
            .endedWithAttribute("http.response.status_code", 200L);
    assertThat(answer.header(TRACE_HEADER)).containsExactly(run.traceId());
    assertThat(run.run().attributeCount()).isEqualTo(5);
    assertThat(run.run().headers()).isNull();
  }

  @Test
  void theRouteIsTheMappingOfTheServlet() throws Exception {
    get("/exact");
    request().succeeded().endedWithAttribute("http.route", "/shop/exact");
    get("/some/file.do");
    request().succeeded().endedWithAttribute("http.route", "/shop/*.do");
    get("/spring/items/5");
    request().succeeded().endedWithAttribute("http.route", "/shop/spring/items/{id}");
  }

  @Test
  void manyPathsAreFewNames() throws Exception {
    Set<String> names = new HashSet<>();
    Set<Object> routes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      get("/orders/" + i);
      RunAssert run = request().succeeded();
      names.add(run.run().name().name());
      routes.add(run.result().attributeValue(1));
    }
    assertThat(names).hasSize(1);
    assertThat(routes).hasSize(1);
  }

  @Test
  void aRequestOfNoServletHasNoPathInItsName() throws Exception {
    assertThat(get("/nowhere/at/all").status()).isEqualTo(404);

    RunAssert run = request().succeeded().endedWithAttribute("http.response.status_code", 404L);
    assertThat(run.result().toString()).doesNotContain("nowhere");
  }

  @Test
  void whatFailsIsTheExceptionThatReachedTheServer() throws Exception {
    RawHttp answer = get("/broken/17");

    assertThat(answer.status()).isEqualTo(500);
    RunAssert run =
        request()
            .failedWith(IllegalStateException.class, "Bad order")
            .endedWithAttribute("http.route", "/shop/broken/orders/{id}")
            .endedWithAttribute("http.response.status_code", 500L);
    assertThat(answer.header(TRACE_HEADER)).containsExactly(run.traceId());
  }

  @Test
  void anErrorPageIsNoRunOfItsOwnAndNotTheRoute() throws Exception {
    RawHttp answer = get("/refused");

    assertThat(answer.text()).contains("sorry");
    RunAssert run =
        request()
            .failed("HTTP 503", "503")
            .endedWithAttribute("http.route", "/shop/refused")
            .endedWithAttribute("http.response.status_code", 503L);
    assertThat(answer.header(TRACE_HEADER)).containsExactly(run.traceId());
  }

  @Test
  void aServletThatAnswersAnErrorByItselfHasFailed() throws Exception {
    get("/status");

    request().failed("HTTP 502", "502").endedWithAttribute("http.response.status_code", 502L);
  }

  @Test
  void whatIsTheClientsFaultIsNoFailure() throws Exception {
    assertThat(get("/missing").status()).isEqualTo(404);

    request()
        .succeeded()
        .endedWithAttribute("http.response.status_code", 404L)
        .endedWithAttribute("http.route", "/shop/missing");
  }

  @Test
  void aFilterThatAnswersByItselfIsSeen() throws Exception {
    assertThat(get("/guarded/orders").status()).isEqualTo(403);

    request().succeeded().endedWithAttribute("http.response.status_code", 403L);
  }

  @Test
  void forwardAndIncludeAreTheSameRequest() throws Exception {
    get("/forward");
    request().succeeded().endedWithAttribute("http.route", "/shop/forward");
    get("/include");
    request().succeeded().endedWithAttribute("http.route", "/shop/include");
  }

  @Test
  void whatRunsInARequestIsAPartOfIt() throws Exception {
    get("/job");

    RunAssert job = runs().take().isJob("test", null, "nightly").succeeded();
    job.isInside(request().succeeded());
  }

  @Test
  void anAsynchronousRequestEndsWhenItCompletes() throws Exception {
    Future<RawHttp> answer = inBackground(() -> get("/async/later"));
    runs().awaitStart();
    released.countDown();

    assertThat(answer.get().status()).isEqualTo(200);
    RunAssert run =
        request()
            .succeeded()
            .endedWithAttribute("http.route", "/shop/async/*")
            .endedWithAttribute("http.response.status_code", 200L);
    assertThat(answer.get().header(TRACE_HEADER)).containsExactly(run.traceId());
  }

  @Test
  void anAsynchronousRequestThatCompletesAtOnceEndsOnce() throws Exception {
    assertThat(get("/async/at-once").status()).isEqualTo(200);

    request().succeeded().endedWithAttribute("http.response.status_code", 200L);
  }

  @Test
  void anAsynchronousRequestThatAnswersAnErrorHasFailed() throws Exception {
    Future<RawHttp> answer = inBackground(() -> get("/async/status"));
    runs().awaitStart();
    released.countDown();

    assertThat(answer.get().status()).isEqualTo(500);
    request().failed("HTTP 500", "500").endedWithAttribute("http.response.status_code", 500L);
  }

  @Test
  void anAsynchronousDispatchIsTheSameRequest() throws Exception {
    Future<RawHttp> answer = inBackground(() -> get("/async/dispatch"));
    runs().awaitStart();
    released.countDown();

    assertThat(answer.get().text()).contains("done");
    RunAssert job = runs().take().isJob("test", null, "nightly").succeeded();
    job.isInside(request().succeeded());
  }

  @Test
  void anAsynchronousRequestThatTimesOutHasFailed() throws Exception {
    int status = get("/async/timeout").status();

    assertThat(status).isGreaterThanOrEqualTo(500);
    RunAssert run = request().endedWithAttribute("http.response.status_code", (long) status);
    assertTimedOut(run, status);
  }

  /** What a container says of a request that timed out: as a rule, nothing but its status. */
  protected void assertTimedOut(RunAssert run, int status) {
    run.failed("HTTP " + status, String.valueOf(status));
  }

  @Test
  void anAsynchronousRequestThatThrowsHasFailed() throws Exception {
    // why: some versions of Tomcat close the connection instead of answering
    assertThat(get("/async/throws").text()).matches("(?s)(HTTP/1.1 500 .*)?");

    request().failedWith(IllegalStateException.class, "Bad start");
  }

  @Test
  void aRequestWhoseClientIsGoneEndsAllTheSame() throws Exception {
    Socket socket = RawHttp.abandonable(port, "GET /shop/async/later");
    runs().awaitStart();
    socket.close();
    released.countDown();

    assertThat(request().succeeded().run().kind()).isEqualTo(RunKind.REQUEST);
  }

  @Test
  void theHeadersOfATraceAreHandedOn() throws Exception {
    get(
        "/exact",
        "TraceParent: " + PARENT,
        "tracestate: a=1",
        "X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793",
        "tracestate: b=2",
        "X-Request-ID: req-4711",
        "X-Trace-ID: A/b+c=");

    RunAssert run =
        request()
            .succeeded()
            .hasAttribute("http.request.header.x-request-id", "req-4711")
            .hasAttribute("http.request.header.x-trace-id", "A/b+c=");
    assertThat(header(run, "traceparent")).isEqualTo(PARENT);
    assertThat(header(run, "tracestate")).isEqualTo("a=1,b=2");
    assertThat(header(run, "x-amzn-trace-id"))
        .isEqualTo("Root=1-5759e988-bd862e3fe1be46a994272793");
    assertThat(header(run, "b3")).isNull();
  }

  @Test
  void aParentThatIsNamedTwiceIsNone() throws Exception {
    get("/exact", "traceparent: " + PARENT, "traceparent: " + PARENT.replace('7', '8'));

    assertThat(header(request().succeeded(), "traceparent")).isNull();
  }

  @Test
  void hostileIdsAreNotRecorded() throws Exception {
    get("/exact", "X-Request-ID: <script>", "X-Trace-ID: " + "a".repeat(129));

    RunAssert run = request().succeeded();
    assertThat(run.run().attributeCount()).isEqualTo(5);
  }

  @Test
  void aMethodThatNobodyKnowsIsAnOther() throws Exception {
    RawHttp.send(port, "PURGE /shop/exact");

    runs()
        .take()
        .is(RunKind.REQUEST, "http", null, "_OTHER")
        .hasAttribute("http.request.method", "_OTHER")
        .succeeded();
  }

  @Test
  void aMethodThatIsNoTokenIsRefusedOrAnOther() throws Exception {
    RawHttp answer = RawHttp.send(port, "FOO<script> /shop/exact");
    if (answer.status() < 400) {
      // why: taken before the next one, as a request may end after its answer has arrived
      runs().take().is(RunKind.REQUEST, "http", null, "_OTHER").succeeded();
    }
    get("/exact");

    RunAssert run = runs().take();
    if (run.run().name().name().equals("_OTHER")) {
      run.succeeded();
      run = request();
    }
    run.is(RunKind.REQUEST, "http", null, "GET").succeeded();
  }

  @Test
  void headersOfTenKilobytesAreNoProblem() throws Exception {
    // why: most servers refuse more than eight kilobytes of headers, with a request or without
    RawHttp.send(port, "GET /shop/orders/1", "tracestate: " + "a".repeat(10_000));
    String[] lines = new String[50];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "tracestate: k" + i + "=" + "v".repeat(80);
    }
    get("/exact", lines);

    RunAssert run = request().succeeded();
    if (!isExact(run)) {
      run = request().succeeded();
    }
    assertThat(header(run, "tracestate")).startsWith("k0=vvv").contains(",k49=");
  }

  @Test
  void aHeaderThatTheApplicationSetsIsItsOwn() throws Exception {
    assertThat(get("/sets").header(TRACE_HEADER)).containsExactly("mine");
    request().succeeded();
    assertThat(get("/adds").header(TRACE_HEADER)).containsExactly("mine");
    request().succeeded();
  }

  @Test
  void theTraceIsSaidEvenIfTheApplicationStartsTheAnswerAgain() throws Exception {
    RawHttp answer = get("/resets");

    assertThat(answer.header(TRACE_HEADER)).containsExactly(request().succeeded().traceId());
  }

  @Test
  void theTraceIsNotSaidWhereNobodyWantsIt() throws Exception {
    HttpRequests.configure(null);

    assertThat(get("/exact").header(TRACE_HEADER)).isEmpty();
    request().succeeded();
  }

  @Test
  void someRequestsAreLeftOut() throws Exception {
    assertThat(get("/health").header(TRACE_HEADER)).isEmpty();
    get("/health/deep");
    get("/internal/status");
    get("/healthy");

    request().succeeded().hasAttribute("url.path", "/shop/healthy");
  }

  @Test
  void requestsAtTheSameTimeAreRunsOfTheirOwn() throws Exception {
    List<Future<RawHttp>> answers = new ArrayList<>();
    try (Pool pool = new Pool()) {
      for (int i = 0; i < 40; i++) {
        String path = i % 2 == 0 ? "/orders/" + i : "/async/at-once";
        answers.add(pool.threads.submit(() -> get(path)));
      }
    }
    Set<String> said = new HashSet<>();
    for (Future<RawHttp> answer : answers) {
      said.addAll(answer.get().header(TRACE_HEADER));
    }
    Set<String> ran = new HashSet<>();
    for (int i = 0; i < answers.size(); i++) {
      ran.add(request().succeeded().traceId());
    }
    assertThat(said).hasSize(answers.size()).isEqualTo(ran);
  }

  private static boolean isExact(RunAssert run) {
    return run.run().headers() != null && run.run().attributeValue(2).equals("/shop/exact");
  }

  private static final class Pool implements AutoCloseable {
    final ExecutorService threads = Executors.newFixedThreadPool(8);

    @Override
    public void close() {
      threads.shutdown();
    }
  }

  private static <T> Future<T> inBackground(Callable<T> action) {
    try (Pool pool = new Pool()) {
      return pool.threads.submit(action);
    }
  }

  private static @Nullable String header(RunAssert run, String name) {
    String[] names = JobRuns.incomingHeaders();
    String[] values = Objects.requireNonNull(run.run().headers());
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    throw new AssertionError("no such header: " + name);
  }
}
