package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.propagation.Propagation;
import io.batchmon.agent.run.Clock;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests and calls as they arrive at a collector, over real HTTP. */
class ExchangeTelemetryTest {
  private static final int MANY = 10_000;

  private StandInCollector collector;
  private TestRuns test;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    test = with("otel.bsp.max.queue.size", "40000");
  }

  private TestRuns with(String... more) {
    String[] settings = new String[more.length + 2];
    settings[0] = "otel.exporter.otlp.endpoint";
    settings[1] = collector.endpoint();
    System.arraycopy(more, 0, settings, 2, more.length);
    TestRuns runs = TestRuns.with(Clock.SYSTEM, Redactor.builtIn(), settings);
    runs.runs.propagate(Propagation.of(TestRuns.settings(null, settings)));
    return runs;
  }

  @AfterEach
  void close() {
    collector.close();
    assertThat(test.failures()).isEmpty();
  }

  private OpenRun request(String route) {
    return test.begin(
        JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET"))
            .headers(new String[10])
            .attribute("http.request.method", "GET")
            .attribute("url.scheme", "http")
            .attribute("url.path", "/secret-path;jsessionid=4711?password=hunter2")
            .attribute("http.route", route)
            .build());
  }

  private OpenRun call(String url) {
    return test.begin(
        JobRun.builder(RunKind.CALL, JobName.of("http", "POST"))
            .attribute("http.request.method", "POST")
            .attribute("url.full", url)
            .build());
  }

  private static RunResult status(int code) {
    RunResult result =
        code < 500 ? RunResult.succeeded() : RunResult.failed("HTTP " + code, "" + code);
    return result.withAttribute("http.response.status_code", code);
  }

  private List<ReceivedMetric> points(String name) {
    return collector.metrics().stream().filter(point -> point.name().equals(name)).toList();
  }

  private Set<String> metricNames() {
    return collector.metrics().stream().map(ReceivedMetric::name).collect(Collectors.toSet());
  }

  @Test
  void requestAndItsCallAreTwoSpansAndTwoDurationsAndNoEvents() {
    OpenRun request = request("/orders/{id}");
    call("https://user:pw@pay.example/pay?card=4111111111111111").end(status(503));
    request.end(status(200));
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(collector.spans())
        .extracting(ReceivedSpan::name, ReceivedSpan::kind, ReceivedSpan::statusCode)
        .containsExactly(
            tuple("POST", "CLIENT", "ERROR"), tuple("GET /orders/{id}", "SERVER", "UNSET"));
    assertThat(collector.spans().get(0).statusMessage()).isEmpty();
    assertThat(collector.spans().get(0).attributes())
        .containsEntry("error.type", "503")
        .containsEntry("url.full", "https://pay.example/pay");
    assertThat(collector.spans().get(1).attributes())
        .containsEntry("url.path", "/secret-path")
        .noneSatisfy((name, value) -> assertThat(name).startsWith("batch."));
    assertThat(collector.events()).isEmpty();
    assertThat(metricNames())
        .containsExactlyInAnyOrder("http.server.request.duration", "http.client.request.duration");
    ReceivedMetric served = points("http.server.request.duration").get(0);
    assertThat(served.unit()).isEqualTo("s");
    assertThat(served.count()).isEqualTo(1);
    assertThat(served.attributes())
        .containsOnly(
            entry("http.request.method", "GET"),
            entry("url.scheme", "http"),
            entry("http.route", "/orders/{id}"),
            entry("http.response.status_code", 200L));
    assertThat(points("http.client.request.duration").get(0).attributes())
        .containsOnly(
            entry("http.request.method", "POST"),
            entry("url.scheme", "https"),
            entry("server.address", "pay.example"),
            entry("server.port", 443L),
            entry("http.response.status_code", 503L),
            entry("error.type", "503"));
    assertThat(collector.spans().toString() + collector.metrics())
        .doesNotContain("hunter2", "4111", "4711", "user", "pw@");
  }

  @Test
  void personalDataInPathsAndHostsIsHidden() {
    OpenRun request = request("/users/jane.doe@example.com");
    call("https://pay.example/users/jane.doe%40example.com/4111111111111111").end(status(200));
    request.end(status(200));
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(collector.spans()).hasSize(2).allMatch(span -> span.statusCode().equals("UNSET"));
    assertThat(collector.spans().toString() + collector.metrics())
        .contains("https://pay.example/users/", "GET /users/***")
        .doesNotContain("jane", "4111");
  }

  @Test
  void callThatIsNoHttpHasAMetricOfItsOwn() {
    OpenRun job = test.begin("nightly");
    test.begin(
            JobRun.builder(RunKind.CALL, JobName.of("aws-api", "S3", "PutObject"))
                .attribute("rpc.system", "aws-api")
                .attribute("rpc.service", "S3")
                .attribute("rpc.method", "PutObject")
                .build())
        .end(RunResult.failed(new IOException("reset")));
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan call = collector.awaitSpan(s -> s.kind().equals("CLIENT"), TestRuns.LIMIT);
    assertThat(call.name()).isEqualTo("S3.PutObject");
    assertThat(call.kind()).isEqualTo("CLIENT");
    assertThat(call.statusCode()).isEqualTo("ERROR");
    assertThat(call.events()).hasSize(1);
    assertThat(points("rpc.client.call.duration"))
        .singleElement()
        .satisfies(
            point ->
                assertThat(point.attributes())
                    .containsOnly(
                        entry("rpc.system", "aws-api"),
                        entry("rpc.service", "S3"),
                        entry("rpc.method", "PutObject"),
                        entry("error.type", "java.io.IOException")));
    assertThat(points("batch.job.runs")).hasSize(1);
  }

  @Test
  void messageThatIsSentIsAProducersSpanAndHasAMetricOfItsOwn() {
    OpenRun job = test.begin("nightly");
    for (RunResult result :
        List.of(RunResult.succeeded(), RunResult.failed(new IOException("no leader")))) {
      test.begin(
              JobRun.builder(RunKind.CALL, JobName.of("kafka", "send orders"))
                  .attribute("messaging.system", "kafka")
                  .attribute("messaging.operation.type", "send")
                  .attribute("messaging.operation.name", "send")
                  .attribute("messaging.destination.name", "orders")
                  .attribute("server.address", "kafka.example")
                  .attribute("server.port", 9092)
                  .build())
          .end(result);
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan sent =
        collector.awaitSpan(
            s -> s.kind().equals("PRODUCER") && s.statusCode().equals("UNSET"), TestRuns.LIMIT);
    assertThat(sent.name()).isEqualTo("send orders");
    assertThat(sent.attributes())
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.operation.type", "send")
        .containsEntry("messaging.destination.name", "orders")
        .containsEntry("server.address", "kafka.example");
    ReceivedSpan failed =
        collector.awaitSpan(
            s -> s.kind().equals("PRODUCER") && s.statusCode().equals("ERROR"), TestRuns.LIMIT);
    assertThat(failed.attributes()).containsEntry("error.type", "java.io.IOException");
    assertThat(points("messaging.client.operation.duration"))
        .hasSize(2)
        .anySatisfy(
            point ->
                assertThat(point.attributes())
                    .containsOnly(
                        entry("messaging.system", "kafka"),
                        entry("messaging.operation.name", "send"),
                        entry("messaging.destination.name", "orders"),
                        entry("server.address", "kafka.example"),
                        entry("server.port", 9092L),
                        entry("error.type", "java.io.IOException")));
    assertThat(points("rpc.client.call.duration")).isEmpty();
  }

  @Test
  void messagesThatAreProcessedAreAConsumersSpanWithLinksAndHaveAMetricOfTheirOwn() {
    String sender = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    test.begin(
            JobRun.builder(RunKind.REQUEST, JobName.of("kafka", "process orders"))
                .attribute("messaging.system", "kafka")
                .attribute("messaging.operation.type", "process")
                .attribute("messaging.operation.name", "process")
                .attribute("messaging.destination.name", "orders")
                .links(sender, "none at all")
                .build())
        .end(RunResult.failed(new IOException("no stock")));
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan span = collector.awaitSpan(s -> s.kind().equals("CONSUMER"), TestRuns.LIMIT);
    assertThat(span.name()).isEqualTo("process orders");
    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.isRoot()).isTrue();
    assertThat(span.links()).hasSize(1);
    assertThat(span.links().toString()).contains("b7ad6b7169203331");
    assertThat(points("messaging.process.duration"))
        .singleElement()
        .satisfies(
            point ->
                assertThat(point.attributes())
                    .containsOnly(
                        entry("messaging.system", "kafka"),
                        entry("messaging.operation.name", "process"),
                        entry("messaging.destination.name", "orders"),
                        entry("error.type", "java.io.IOException")));
    assertThat(points("http.server.request.duration")).isEmpty();
  }

  @Test
  void requestThatIsNotKeptIsCountedAllTheSameAndItsJobIsSent() {
    test = with("otel.traces.sampler", "always_off");
    OpenRun request = request("/launch");
    call("http://pay.example/").end(status(500));
    test.succeed("nightly");
    request.end(status(500));
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.name()).isEqualTo("billing.nightly");
              assertThat(span.isRoot()).isFalse();
              assertThat(span.statusCode()).isEqualTo("UNSET");
            });
    assertThat(points("http.server.request.duration"))
        .singleElement()
        .satisfies(point -> assertThat(point.attributes()).containsEntry("error.type", "500"));
    assertThat(points("http.client.request.duration")).hasSize(1);
  }

  @Test
  void differentUrlsHostsAndRoutesStayBounded() {
    for (int i = 0; i < MANY; i++) {
      OpenRun request = request("/r" + i);
      call("http://host" + i + ".example/" + i).end(status(200));
      request.end(status(200));
    }
    assertThat(test.flush().metricPoints()).isZero();

    for (String name : List.of("http.server.request.duration", "http.client.request.duration")) {
      assertThat(points(name)).hasSize(2000);
      assertThat(points(name).stream().mapToLong(ReceivedMetric::count).sum()).isEqualTo(MANY);
      assertThat(points(name))
          .filteredOn(point -> Boolean.TRUE.equals(point.attributes().get("otel.metric.overflow")))
          .singleElement()
          .satisfies(point -> assertThat(point.count()).isEqualTo(MANY - 1999));
    }
  }
}
