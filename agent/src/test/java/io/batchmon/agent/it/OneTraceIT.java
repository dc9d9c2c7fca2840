package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.agent.it.ForkedJvm.Running;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInSlack;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is promised: a request to one JVM, its threads, its call to a second one, the job launched
 * there and the log lines of both are one trace.
 */
class OneTraceIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String REQUEST = "order-17";
  private static final int JAVA_OF_SPRING_BATCH = 17;
  private static final int JAVA_OF_LOGBACK_1_5 = 11;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension static final Receivers receivers = new Receivers();

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  /** What both JVMs have said when they are over. */
  private record Said(HttpResponse<String> answer, List<String> shop, List<String> ledger) {}

  /**
   * The spans of the trace from the outside to the inside; the step is null without a framework.
   */
  private record Chain(
      ReceivedSpan order,
      ReceivedSpan call,
      ReceivedSpan settle,
      ReceivedSpan job,
      ReceivedSpan step) {}

  static Stream<Jdk> jdks() {
    return Jdk.all();
  }

  private static boolean isSpring(Jdk jdk) {
    return jdk.version() >= JAVA_OF_SPRING_BATCH;
  }

  private static String jobOn(Jdk jdk) {
    return isSpring(jdk) ? "settlement" : "Settlement.run";
  }

  private ForkedJvm server(Jdk jdk, String service, String... arguments) throws IOException {
    LogIT.Framework logback =
        jdk.version() >= JAVA_OF_LOGBACK_1_5
            ? LogIT.Framework.LOGBACK_NEWEST
            : LogIT.Framework.LOGBACK_FLOOR;
    Path file = folder.resolve("logback.xml");
    Files.writeString(file, logback.configuration("%X{trace_id} [%X{request_id}] [%X{job_name}] "));
    String libraries =
        Arrays.stream(Programs.classPath().split(File.pathSeparator, -1))
            // why: their own logging, and extensions of Logback for Java 17
            .filter(entry -> !entry.contains("slf4j-") && !entry.contains("spring-boot"))
            .collect(Collectors.joining(File.pathSeparator));
    return receivers
        .jvm(jdk)
        .env("BATCHMON_SERVICE_NAME", service)
        .env("BATCHMON_TRACE_URL", "https://traces.example/{traceId}")
        .option("-Dlogback.configurationFile=" + file.toUri())
        .command("-cp", logback.classPath() + File.pathSeparator + libraries, "TracedServers")
        .command(arguments);
  }

  private ForkedJvm ledger(Jdk jdk) throws IOException {
    return isSpring(jdk)
        ? server(jdk, "ledger", "ledger", "spring")
        : server(jdk, "ledger", "ledger")
            .env("BATCHMON_ENTRYPOINTS", "TracedServers$Settlement#run");
  }

  private HttpResponse<String> ask(String url, String traceParent)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(LIMIT)
            .header("traceparent", traceParent)
            .header("X-Request-ID", REQUEST)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String of(Running server) {
    return "http://127.0.0.1:" + server.awaitLineFrom("port ");
  }

  private Said order(Jdk jdk, String order) throws IOException, InterruptedException {
    Running ledger = ledger(jdk).start();
    try {
      Running shop = server(jdk, "shop", "shop", of(ledger)).start();
      try {
        String orders = of(shop) + "/orders/";
        awaitHooks(orders + "ready");
        HttpResponse<String> answer = ask(orders + order, "00-" + TRACE + "-" + CALLER + "-01");
        return new Said(answer, linesOf(shop), linesOf(ledger));
      } finally {
        shop.kill();
      }
    } finally {
      ledger.kill();
    }
  }

  private void awaitHooks(String ready) throws IOException, InterruptedException {
    long last = System.nanoTime() + LIMIT.toNanos();
    String answer = "";
    while (!answer.equals("true")) {
      assertThat(System.nanoTime()).as("hooks, said " + answer).isLessThan(last);
      answer = ask(ready, "00-1111111111111111aaaaaaaaaaaaaaaa-2222222222222222-01").body();
    }
  }

  private static List<String> linesOf(Running server) {
    Ended ended = server.terminate().await();
    assertThat(ended.err()).doesNotContainIgnoringCase("batchmon");
    assertThat(ended.exitCode()).as("SIGTERM").isEqualTo(143);
    return ended.out().lines().filter(line -> line.contains("com.acme.")).toList();
  }

  private static Chain chain(Jdk jdk) {
    List<ReceivedSpan> spans =
        receivers.collector().spans().stream()
            .filter(span -> span.traceId().equals(TRACE))
            .toList();
    assertThat(spans).hasSize(isSpring(jdk) ? 5 : 4);
    ReceivedSpan order = childOf(spans, CALLER, "SERVER", "shop");
    ReceivedSpan call = childOf(spans, order.spanId(), "CLIENT", "shop");
    ReceivedSpan settle = childOf(spans, call.spanId(), "SERVER", "ledger");
    ReceivedSpan job = childOf(spans, settle.spanId(), "INTERNAL", "ledger");
    ReceivedSpan step = isSpring(jdk) ? childOf(spans, job.spanId(), "INTERNAL", "ledger") : null;
    assertThat(receivers.spansOf(jobOn(jdk)))
        .allSatisfy(span -> assertThat(span.traceId()).isEqualTo(TRACE))
        .contains(job);
    assertThat(order.name()).isEqualTo("GET /orders/*");
    assertThat(order.attributes())
        .containsEntry("http.route", "/orders/*")
        .containsEntry("http.request.header.x-request-id", List.of(REQUEST));
    assertThat(call.name()).isEqualTo("GET");
    assertThat(settle.name()).isEqualTo("GET /settle/*");
    assertThat(settle.attributes()).containsEntry("http.route", "/settle/*");
    return new Chain(order, call, settle, job, step);
  }

  private static ReceivedSpan childOf(
      List<ReceivedSpan> spans, String parent, String kind, String service) {
    List<ReceivedSpan> children =
        spans.stream().filter(span -> span.parentSpanId().equals(parent)).toList();
    assertThat(children).as(kind + " below " + parent + " in " + spans).hasSize(1);
    ReceivedSpan child = children.get(0);
    assertThat(child.kind()).isEqualTo(kind);
    assertThat(child.resource()).containsEntry("service.name", service);
    return child;
  }

  private static void assertStatus(ReceivedSpan span, String status, long answered) {
    assertThat(span.statusCode()).isEqualTo(status);
    assertThat(span.attributes()).containsEntry("http.response.status_code", answered);
    if (status.equals("ERROR")) {
      assertThat(span.attributes()).containsEntry("error.type", String.valueOf(answered));
    } else {
      assertThat(span.attributes()).doesNotContainKey("error.type");
    }
  }

  private static void assertLines(Jdk jdk, Said said, String order) {
    String asked = TRACE + " [" + REQUEST + "] [] INFO com.acme.Shop ";
    assertThat(said.shop()).containsExactly(asked + "order " + order, asked + "settling " + order);
    String settled = TRACE + " [] [" + jobOn(jdk) + "] ";
    assertThat(said.ledger())
        .containsExactly(
            settled + "INFO com.acme.Shop booking " + order,
            settled + "WARN com.acme.Shop posting " + order);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void requestItsThreadsItsCallTheJobItStartsAndAllTheirLinesAreOneTrace(Jdk jdk)
      throws IOException, InterruptedException {
    Said said = order(jdk, "good");

    assertThat(said.answer().statusCode()).isEqualTo(200);
    assertThat(said.answer().body()).isEqualTo("settled");
    assertThat(said.answer().headers().allValues("X-Trace-ID")).containsExactly(TRACE);
    Chain chain = chain(jdk);
    assertStatus(chain.order(), "UNSET", 200);
    assertStatus(chain.call(), "UNSET", 200);
    assertStatus(chain.settle(), "UNSET", 200);
    assertThat(chain.job().statusCode()).isEqualTo("UNSET");
    assertThat(chain.job().attributes()).containsEntry("batch.job.outcome", "succeeded");
    if (isSpring(jdk)) {
      assertThat(chain.step().name()).isEqualTo("book");
      assertThat(chain.step().statusCode()).isEqualTo("UNSET");
      assertThat(chain.step().attributes()).containsEntry("batch.job.outcome", "succeeded");
    }
    assertLines(jdk, said, "good");
    assertThat(receivers.messages()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void failedJobIsToldOnceWithItsLinesAndEachRequestAnswersForItself(Jdk jdk)
      throws IOException, InterruptedException {
    Said said = order(jdk, "bad");

    assertThat(said.answer().statusCode()).isEqualTo(502);
    assertThat(said.answer().headers().allValues("X-Trace-ID")).containsExactly(TRACE);
    Chain chain = chain(jdk);
    assertStatus(chain.order(), "ERROR", 502);
    assertStatus(chain.call(), "ERROR", 500);
    assertStatus(chain.settle(), "ERROR", 500);
    assertThat(chain.job().statusCode()).isEqualTo("ERROR");
    assertThat(chain.job().attributes())
        .containsEntry("batch.job.outcome", "failed")
        .containsEntry("error.type", "java.lang.IllegalStateException");
    if (isSpring(jdk)) {
      assertThat(chain.step().statusCode()).isEqualTo("ERROR");
      assertThat(chain.step().attributes())
          .containsEntry("batch.job.outcome", "failed")
          .containsEntry("error.type", "java.lang.IllegalStateException");
    }
    assertLines(jdk, said, "bad");
    assertThat(receivers.messages()).hasSize(1);
    assertThat(StandInSlack.render(receivers.messages().get(0)))
        .contains(jobOn(jdk), "ledger is closed", "https://traces.example/" + TRACE)
        .contains("Part of: GET /settle/bad")
        .contains("INFO  Shop: booking bad", "WARN  Shop: posting bad");
  }
}
