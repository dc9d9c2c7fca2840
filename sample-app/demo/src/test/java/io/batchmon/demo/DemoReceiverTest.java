package io.batchmon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.batchmon.standin.StandInCollector;
import io.batchmon.standin.StandInSlack;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReceiverTest {
  private static final long START =
      TimeUnit.SECONDS.toNanos(Instant.parse("2026-03-01T02:00:00Z").getEpochSecond());

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private StandInCollector collector;
  private StandInSlack slack;
  private DemoReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    slack = StandInSlack.start();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    receiver = new DemoReceiver(collector, slack, new RunLines(ZoneOffset.UTC, true), out);
  }

  @AfterEach
  void stop() throws IOException {
    collector.close();
    slack.close();
  }

  @Test
  void failedRunIsOneLineWithItsStepsBelow() throws Exception {
    Span.Builder job =
        span(1, 0, 0, 2_100, "customer-import")
            .addAttributes(text("batch.job.name", "customer-import"))
            .addAttributes(text("batch.job.system", "spring_batch"))
            .addAttributes(text("batch.job.outcome", "failed"))
            .addAttributes(number("batch.job.attempt", 2))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("batch.job.lateness")
                    .setValue(AnyValue.newBuilder().setDoubleValue(0.012)))
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
            .addEvents(
                Span.Event.newBuilder()
                    .setName("exception")
                    .addAttributes(text("exception.type", "java.lang.NumberFormatException"))
                    .addAttributes(text("exception.message", "Not a number:\n12OO")));
    Span.Builder step =
        span(2, 1, 100, 500, "import-customers")
            .addAttributes(text("batch.step.name", "import-customers"))
            .addAttributes(text("batch.job.outcome", "failed"))
            .addAttributes(number("batch.items.read", 3));

    post(step);
    assertThat(printed()).isEmpty();
    post(job);

    assertThat(printed())
        .containsExactly(
            "02:00:02  ✗ FAILED       2.1 s  customer-import [spring_batch]                   "
                + "attempt 2 | late 12 ms | NumberFormatException: Not a number: 12OO"
                + " | trace 01010101",
            "02:00:00  ✗ FAILED      400 ms  └ step import-customers                          "
                + "read 3");
  }

  @Test
  void succeededQuartzRunSaysItsGroup() throws Exception {
    post(
        span(1, 0, 0, 5, "maintenance.cleanup")
            .addAttributes(text("batch.job.name", "cleanup"))
            .addAttributes(text("batch.job.group", "maintenance"))
            .addAttributes(text("batch.job.system", "quartz"))
            .addAttributes(text("batch.job.outcome", "succeeded")));

    assertThat(printed())
        .containsExactly(
            "02:00:00  ✓ succeeded     5 ms  maintenance.cleanup [quartz]                     "
                + "trace 01010101");
  }

  @Test
  void childThatComesAfterItsRootIsIndented() throws Exception {
    post(span(1, 0, 0, 5, "GET /report"));
    assertThat(printed()).singleElement().asString().contains("GET /report");
    post(span(2, 1, 1, 2, "customer-report"));

    assertThat(printed()).singleElement().asString().contains("  └ customer-report");
  }

  @Test
  void childWhoseRootDoesNotComeIsPrintedAtTheEnd() throws Exception {
    post(span(2, 1, 1, 2, "lonely"));

    assertThat(printed()).isEmpty();
    receiver.printNew(Long.MAX_VALUE);
    assertThat(printed()).singleElement().asString().contains("lonely").contains("trace 01010101");
  }

  @Test
  void startRecordForXrayIsNoRun() throws Exception {
    post(
        span(1, 0, 0, 0, "long")
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("aws.xray.inprogress")
                    .setValue(AnyValue.newBuilder().setBoolValue(true))));

    assertThat(printed()).isEmpty();
    assertThat(receiver.summary()).startsWith("Received 0 runs as 0 spans,");
  }

  @Test
  void slackMessageIsACard() throws Exception {
    postJson("{\"text\":\"[production] FAILED cleanup\"}");

    assertThat(printed())
        .containsExactly("", "Slack:", "+-- batchmon", "| [production] FAILED cleanup", "+--", "");
  }

  @Test
  void messageThatSlackWouldRefuseIsShownWithTheReason() throws Exception {
    postJson("{\"text\":\"Hi <!channel>\"}");

    assertThat(printed())
        .singleElement()
        .asString()
        .startsWith("Slack would refuse this: text: unescaped <")
        .endsWith("Hi <!channel>\"}");
  }

  @Test
  void summaryCountsRunsByOutcome() throws Exception {
    post(span(1, 0, 0, 5, "a").addAttributes(text("batch.job.outcome", "failed")));
    post(span(2, 1, 0, 5, "step of a").addAttributes(text("batch.job.outcome", "failed")));
    post(span(3, 0, 0, 5, "b").addAttributes(text("batch.job.outcome", "succeeded")));
    postJson("{\"text\":\"a failed\"}");
    printed();

    assertThat(receiver.summary())
        .isEqualTo(
            "Received 2 runs (1 failed, 1 succeeded) as 3 spans, 1 Slack messages,"
                + " 0 metric points, 0 events");
  }

  @Test
  void programTellsItsAddresses(@TempDir Path folder) throws Exception {
    Path addresses = folder.resolve("addresses");
    Path out = folder.resolve("out");
    Process process = program("0", addresses).redirectOutput(out.toFile()).start();
    try {
      while (!Files.exists(addresses)) {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("ended early").isFalse();
      }
      assertThat(Files.readAllLines(addresses))
          .hasSize(2)
          .anyMatch(line -> line.matches("OTLP_URL=http://127\\.0\\.0\\.1:\\d+"))
          .anyMatch(line -> line.matches("SLACK_URL=http://127\\.0\\.0\\.1:\\d+/services/\\S+"));
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(out).content().startsWith("Received 0 runs");
  }

  @Test
  void portInUseIsAClearMessage(@TempDir Path folder) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Process process = program(port, folder.resolve("addresses")).start();

      assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("Cannot listen on port " + port + ": Address already in use")
          .contains("DEMO_PORT");
      assertThat(process.waitFor()).isEqualTo(1);
    }
  }

  private static ProcessBuilder program(String port, Path addresses) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DemoReceiver.class.getName(),
            port,
            addresses.toString());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder;
  }

  private List<String> printed() {
    receiver.printNew(System.nanoTime());
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    bytes.reset();
    return lines;
  }

  private void post(Span.Builder span) throws Exception {
    byte[] body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
            .build()
            .toByteArray();
    assertThat(send(collector.endpoint() + "/v1/traces", "application/x-protobuf", body))
        .isEqualTo(200);
  }

  private void postJson(String message) throws Exception {
    send(slack.url(), "application/json", message.getBytes(StandardCharsets.UTF_8));
  }

  private static int send(String url, String type, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static Span.Builder span(
      int id, int parent, long startMillis, long endMillis, String name) {
    return Span.newBuilder()
        .setTraceId(
            ByteString.copyFrom(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}))
        .setSpanId(id(id))
        .setParentSpanId(parent == 0 ? ByteString.EMPTY : id(parent))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
        .setStartTimeUnixNano(START + TimeUnit.MILLISECONDS.toNanos(startMillis))
        .setEndTimeUnixNano(START + TimeUnit.MILLISECONDS.toNanos(endMillis));
  }

  private static ByteString id(int id) {
    return ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) id});
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
