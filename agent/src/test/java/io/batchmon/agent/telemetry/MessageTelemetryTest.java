package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.propagation.Propagation;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.job.SummedCall;
import io.batchmon.standin.ReceivedMetric;
import io.batchmon.standin.ReceivedSpan;
import io.batchmon.standin.StandInCollector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of runs as they arrive at a collector: the first as spans, all others as sums. */
class MessageTelemetryTest {
  private static final RunResult REFUSED =
      RunResult.failed(new IllegalStateException(new IOException("no leader")));

  private StandInCollector collector;
  private TestRuns test;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    String[] settings = {"otel.exporter.otlp.endpoint", collector.endpoint()};
    test = TestRuns.with(settings);
    test.runs.propagate(Propagation.of(TestRuns.settings(null, settings)));
  }

  @AfterEach
  void close() {
    collector.close();
    assertThat(test.failures()).isEmpty();
  }

  private static JobRun.Builder call(String operation, String topic) {
    return JobRun.builder(RunKind.CALL, JobName.of("kafka", operation + ' ' + topic))
        .attribute("messaging.system", "kafka")
        .attribute("messaging.operation.type", operation.equals("poll") ? "receive" : operation)
        .attribute("messaging.operation.name", operation)
        .attribute("messaging.destination.name", topic)
        .attribute("server.address", "kafka.example")
        .attribute("server.port", 9092);
  }

  /** As advice does that asks first. */
  private OpenRun send(OpenRun job, String topic, RunResult result) {
    SummedCall summed = test.runs.summed(job, "kafka", "send", topic);
    OpenRun call = summed == null ? test.begin(call("send", topic).build()) : summed;
    if (summed != null) {
      summed.counts(1, 10);
    }
    call.end(summed == null ? result.withAttribute("messaging.message.body.size", 10) : result);
    return call;
  }

  private void send(OpenRun job, String topic, int times) {
    for (int i = 0; i < times; i++) {
      send(job, topic, RunResult.succeeded());
    }
  }

  private ReceivedSpan span(String name) {
    return collector.awaitSpan(s -> s.name().equals(name), TestRuns.LIMIT);
  }

  private List<ReceivedSpan> spans(String name) {
    return collector.spans().stream().filter(s -> s.name().equals(name)).toList();
  }

  private List<ReceivedMetric> points(String metric) {
    return collector.metrics().stream().filter(received -> received.name().equals(metric)).toList();
  }

  private static Map<String, Object> by(String operation, String topic) {
    return Map.of(
        "messaging.system",
        "kafka",
        "messaging.operation.name",
        operation,
        "messaging.destination.name",
        topic,
        "server.address",
        "kafka.example",
        "server.port",
        9092L);
  }

  private static String headerOf(String... headers) {
    assertThat(headers[0]).isEqualTo("traceparent");
    return headers[1];
  }

  @Test
  void firstMessagesAreSpansAndAllAreCounted() {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 1000);
    send(job, "bills", 3);
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes())
        .containsEntry("batch.messages.sent", 1003L)
        .containsEntry("batch.messages.spans_left_out", 902L)
        .doesNotContainKeys("batch.messages.received", "batch.messages.errors");
    assertThat(spans("send orders"))
        .hasSize(100)
        .allSatisfy(sent -> assertThat(sent.kind()).isEqualTo("PRODUCER"))
        .allSatisfy(sent -> assertThat(sent.statusCode()).isEqualTo("UNSET"))
        .allSatisfy(sent -> assertThat(sent.parentSpanId()).isEqualTo(nightly.spanId()));
    assertThat(spans("send bills")).as("the first of each destination").hasSize(1);
    assertThat(nightly.events()).extracting(event -> event.name()).containsOnly("batch.messages");
    assertThat(nightly.events()).hasSize(2);
    assertThat(nightly.events().get(0).attributes())
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.operation.name", "send")
        .containsEntry("messaging.operation.type", "send")
        .containsEntry("messaging.destination.name", "orders")
        .containsEntry("server.address", "kafka.example")
        .containsEntry("batch.messages.count", 1000L)
        .containsEntry("batch.messages.bytes", 10_000L)
        .containsKeys("batch.messages.slowest", "batch.messages.p95")
        .doesNotContainKeys("batch.messages.errors", "batch.messages.unanswered");
    assertThat(nightly.events().get(1).attributes())
        .containsEntry("messaging.destination.name", "bills")
        .containsEntry("batch.messages.count", 3L);
    assertThat(points("messaging.client.operation.duration"))
        .hasSize(2)
        .anySatisfy(
            point -> {
              assertThat(point.attributes()).isEqualTo(by("send", "orders"));
              assertThat(point.count()).isEqualTo(1000);
            });
    assertThat(points("messaging.client.sent.messages"))
        .hasSize(2)
        .anySatisfy(
            point -> {
              assertThat(point.attributes()).isEqualTo(by("send", "orders"));
              assertThat(point.value()).isEqualTo(1000);
            })
        .anySatisfy(
            point -> {
              assertThat(point.attributes()).isEqualTo(by("send", "bills"));
              assertThat(point.value()).isEqualTo(3);
            });
  }

  @Test
  void fewMessagesAreSpansAndNoEvent() {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 100);
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes())
        .containsEntry("batch.messages.sent", 100L)
        .doesNotContainKey("batch.messages.spans_left_out");
    assertThat(nightly.events()).isEmpty();
    assertThat(spans("send orders")).hasSize(100);
  }

  @Test
  void failureIsASpanHoweverManyMessagesThereWereAndManyAreCounted() {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 500);
    for (int i = 0; i < 50; i++) {
      send(job, "orders", REFUSED);
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes())
        .containsEntry("batch.messages.sent", 550L)
        .containsEntry("batch.messages.errors", 50L)
        .containsEntry("batch.messages.spans_left_out", 430L);
    assertThat(nightly.events().get(0).attributes())
        .containsEntry("batch.messages.errors", 50L)
        .containsEntry("batch.messages.error", "java.io.IOException");
    assertThat(spans("send orders").stream().filter(s -> s.statusCode().equals("ERROR")))
        .hasSize(20)
        .allSatisfy(failed -> assertThat(failed.parentSpanId()).isEqualTo(nightly.spanId()))
        .allSatisfy(failed -> assertThat(failed.kind()).isEqualTo("PRODUCER"))
        .allSatisfy(
            failed ->
                assertThat(failed.attributes())
                    .containsEntry("error.type", "java.io.IOException")
                    .containsEntry("server.address", "kafka.example"));
    assertThat(points("messaging.client.sent.messages"))
        .filteredOn(point -> "java.io.IOException".equals(point.attributes().get("error.type")))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(50));
    assertThat(points("messaging.client.operation.duration"))
        .filteredOn(point -> "java.io.IOException".equals(point.attributes().get("error.type")))
        .singleElement()
        .satisfies(point -> assertThat(point.count()).isEqualTo(50));
  }

  @Test
  void spanOfAFailureIsAsLongAsTheMessageTook() throws InterruptedException {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 100);
    SummedCall late = test.runs.summed(job, "kafka", "send", "orders");
    long from = System.nanoTime();
    CountDownLatch never = new CountDownLatch(1);
    assertThat(never.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
    long atLeast = System.nanoTime() - from;
    late.end(REFUSED);
    late.end(REFUSED);
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan failed = collector.awaitSpan(s -> s.statusCode().equals("ERROR"), TestRuns.LIMIT);
    assertThat(failed.endNanos() - failed.startNanos()).isGreaterThanOrEqualTo(atLeast);
    assertThat(span("billing.nightly").attributes()).containsEntry("batch.messages.errors", 1L);
  }

  @Test
  void messageThatIsOnlyCountedNamesItsRun() {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 100);
    String ofJob = headerOf(test.runs.outgoingHeaders(job));
    SummedCall asked = test.runs.summed(job, "kafka", "send", "orders");
    assertThat(headerOf(test.runs.outgoingHeaders(asked))).isEqualTo(ofJob);
    asked.end(RunResult.succeeded());
    OpenRun unasked = test.begin(call("send", "orders").build());
    assertThat(test.runs.current()).isSameAs(unasked);
    assertThat(headerOf(test.runs.outgoingHeaders(unasked))).isEqualTo(ofJob);
    assertThat(test.runs.traceParent(unasked)).isEqualTo(test.runs.traceParent(job));
    test.begin(JobRun.of(RunKind.TASK, JobName.of("test", "inside"))).end(RunResult.succeeded());
    unasked.end(RunResult.succeeded());
    assertThat(test.runs.current()).isSameAs(job);
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(span("inside").parentSpanId()).isEqualTo(span("billing.nightly").spanId());
    assertThat(span("billing.nightly").statusCode()).isEqualTo("UNSET");
    assertThat(span("billing.nightly").attributes())
        .containsEntry("batch.messages.sent", 102L)
        .containsEntry("batch.messages.spans_left_out", 2L);
    assertThat(spans("send orders")).hasSize(100);
  }

  @Test
  void libraryThatDoesNotAskIsBoundAllTheSame() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 300; i++) {
      test.begin(call("send", "orders").build()).end(i == 299 ? REFUSED : RunResult.succeeded());
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(span("billing.nightly").statusCode()).isEqualTo("UNSET");
    assertThat(span("billing.nightly").attributes())
        .containsEntry("batch.messages.sent", 300L)
        .containsEntry("batch.messages.errors", 1L)
        .containsEntry("batch.messages.spans_left_out", 199L);
    assertThat(spans("send orders")).hasSize(101);
    assertThat(spans("send orders").stream().filter(s -> s.statusCode().equals("ERROR")))
        .hasSize(1);
    assertThat(points("messaging.client.sent.messages"))
        .extracting(ReceivedMetric::value)
        .containsExactlyInAnyOrder(299.0, 1.0);
  }

  @Test
  void messagesThatComeAreCountedByTheirNumber() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 150; i++) {
      SummedCall summed = test.runs.summed(job, "kafka", "poll", "orders");
      if (summed == null) {
        test.begin(call("poll", "orders").attribute("messaging.batch.message_count", 500).build())
            .end(RunResult.succeeded());
      } else {
        summed.counts(500, 5000);
        summed.end(RunResult.succeeded());
      }
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes())
        .containsEntry("batch.messages.received", 75_000L)
        .containsEntry("batch.messages.spans_left_out", 50L)
        .doesNotContainKey("batch.messages.sent");
    assertThat(nightly.events().get(0).attributes())
        .containsEntry("messaging.operation.type", "receive")
        .containsEntry("batch.messages.count", 75_000L);
    assertThat(spans("poll orders"))
        .hasSize(100)
        .allSatisfy(poll -> assertThat(poll.kind()).isEqualTo("CLIENT"));
    assertThat(points("messaging.client.consumed.messages"))
        .singleElement()
        .satisfies(
            point -> {
              assertThat(point.attributes()).isEqualTo(by("poll", "orders"));
              assertThat(point.value()).isEqualTo(75_000);
            });
    assertThat(points("messaging.client.sent.messages")).isEmpty();
  }

  @Test
  void receiveThatFailsBringsNoMessage() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 150; i++) {
      OpenRun poll = test.begin(call("poll", "orders").build());
      poll.end(RunResult.failed(new IllegalStateException("no broker")));
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(span("billing.nightly").attributes())
        .containsEntry("batch.messages.errors", 150L)
        .doesNotContainKeys("batch.messages.sent", "batch.messages.received");
    assertThat(spans("poll orders"))
        .isNotEmpty()
        .allSatisfy(poll -> assertThat(poll.statusCode()).isEqualTo("ERROR"))
        .allSatisfy(
            poll ->
                assertThat(poll.attributes())
                    .containsEntry("error.type", "java.lang.IllegalStateException"));
    assertThat(points("messaging.client.consumed.messages"))
        .allSatisfy(point -> assertThat(point.value()).isZero());
  }

  @Test
  void askingInVainIsNeitherASpanNorCounted() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 300; i++) {
      test.begin(call("receive", "orders").build()).end(RunResult.skipped("nothing came"));
    }
    test.begin(call("receive", "orders").build())
        .end(
            RunResult.succeeded()
                .withAttribute("messaging.batch.message_count", 7)
                .withLinks("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "none"));
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.events()).isEmpty();
    assertThat(nightly.attributes())
        .containsEntry("batch.messages.received", 7L)
        .doesNotContainKeys("batch.messages.sent", "batch.messages.spans_left_out");
    assertThat(spans("receive orders"))
        .singleElement()
        .satisfies(
            receive ->
                assertThat(receive.links())
                    .extracting(ReceivedSpan.SpanLink::spanId)
                    .containsExactly("b7ad6b7169203331"));
    assertThat(points("messaging.client.consumed.messages"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(7));
    assertThat(points("messaging.client.operation.duration"))
        .singleElement()
        .satisfies(point -> assertThat(point.count()).isEqualTo(1));
  }

  @Test
  void whatIsDoneWithAMessageOtherwiseIsBoundButNotCountedAsSent() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 150; i++) {
      test.begin(
              JobRun.builder(RunKind.CALL, JobName.of("aws", "delete orders"))
                  .attribute("messaging.system", "aws_sqs")
                  .attribute("messaging.operation.type", "settle")
                  .attribute("messaging.operation.name", "delete")
                  .attribute("messaging.destination.name", "orders")
                  .build())
          .end(RunResult.succeeded());
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes())
        .containsEntry("batch.messages.spans_left_out", 50L)
        .doesNotContainKeys("batch.messages.sent", "batch.messages.received");
    assertThat(nightly.events().get(0).attributes())
        .containsEntry("messaging.operation.type", "settle")
        .containsEntry("batch.messages.count", 150L);
    assertThat(spans("delete orders"))
        .hasSize(100)
        .allSatisfy(delete -> assertThat(delete.kind()).isEqualTo("CLIENT"));
    assertThat(points("messaging.client.sent.messages")).isEmpty();
  }

  @Test
  void messagesThatNobodyHasHeardOfAreSaid() {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 100);
    SummedCall one = test.runs.summed(job, "kafka", "send", "orders");
    SummedCall other = test.runs.summed(job, "kafka", "send", "orders");
    one.end(RunResult.succeeded());
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    other.end(RunResult.succeeded());

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes()).containsEntry("batch.messages.sent", 101L);
    assertThat(nightly.events().get(0).attributes())
        .containsEntry("batch.messages.count", 101L)
        .containsEntry("batch.messages.unanswered", 1L);
  }

  @Test
  void stepsHaveTheirOwnAndTheJobHasTheSum() {
    OpenRun job = test.begin("nightly");
    send(job, "orders", 10);
    OpenRun step = test.begin(JobRun.of(RunKind.STEP, JobName.of("spring_batch", "load")));
    send(step, "orders", 150);
    step.end(RunResult.succeeded());
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    assertThat(span("load").statusCode()).isEqualTo("UNSET");
    assertThat(span("load").attributes())
        .containsEntry("batch.messages.sent", 150L)
        .containsEntry("batch.messages.spans_left_out", 50L);
    assertThat(span("billing.nightly").attributes())
        .containsEntry("batch.messages.sent", 160L)
        .containsEntry("batch.messages.spans_left_out", 50L);
    assertThat(spans("send orders")).hasSize(110);
  }

  @Test
  void destinationsAreBoundedAndSaySo() {
    OpenRun job = test.begin("nightly");
    for (int i = 0; i < 300; i++) {
      send(job, "topic-" + i, 2);
    }
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();

    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes()).containsEntry("batch.messages.sent", 600L);
    assertThat(nightly.events().stream().filter(e -> e.name().equals("batch.messages")))
        .hasSize(20);
    assertThat(nightly.events())
        .filteredOn(event -> event.name().equals("batch.messages.others"))
        .hasSize(1);
    assertThat(collector.spans().size()).isLessThanOrEqualTo(202);
    assertThat(points("messaging.client.sent.messages"))
        .anySatisfy(
            point -> assertThat(point.attributes()).containsEntry("otel.metric.overflow", true));
  }

  @Test
  void threadsOfOneRunAreAddedUp() throws InterruptedException {
    OpenRun job = test.begin("nightly");
    int threads = 4;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      new Thread(
              () -> {
                Object before = test.runs.attach(job);
                send(job, "orders", 500);
                test.runs.restore(before);
                done.countDown();
              })
          .start();
    }
    done.await();
    job.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan nightly = span("billing.nightly");
    assertThat(nightly.statusCode()).isEqualTo("UNSET");
    assertThat(nightly.attributes()).containsEntry("batch.messages.sent", 2000L);
    assertThat(points("messaging.client.sent.messages"))
        .singleElement()
        .satisfies(point -> assertThat(point.value()).isEqualTo(2000));
  }

  @Test
  void requestSaysWhatIsNoSpan() {
    OpenRun request =
        test.begin(
            JobRun.builder(RunKind.REQUEST, JobName.of("http", "GET"))
                .attribute("http.request.method", "GET")
                .build());
    send(request, "orders", 130);
    request.end(RunResult.succeeded());
    assertThat(test.flush().isComplete()).isTrue();
    ReceivedSpan server = collector.awaitSpan(s -> s.kind().equals("SERVER"), TestRuns.LIMIT);
    assertThat(server.statusCode()).isEqualTo("UNSET");
    assertThat(server.attributes())
        .containsEntry("batch.messages.sent", 130L)
        .containsEntry("batch.messages.spans_left_out", 30L);
    assertThat(spans("send orders")).hasSize(100);
  }
}
