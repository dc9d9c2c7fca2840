package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Jobs;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.RandomMessages;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.Thrown;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node is sent, over real HTTP; what an Alertmanager makes of it is in AlertmanagerIT. */
class AlertmanagerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration RENEW = Duration.ofMinutes(1);
  private static final Duration LEASE = RENEW.multipliedBy(3);

  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private final MockWebServer node = new MockWebServer();
  private final Messages messages =
      Messages.of(
          clock,
          Map.of("batchmon.trace.url", "https://traces.example/t/{traceId}"),
          "billing-batch",
          "production",
          "batch-7");

  @BeforeEach
  void start() throws IOException {
    node.start();
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static String url(MockWebServer server) {
    return "http://127.0.0.1:" + server.getPort();
  }

  private Alertmanager alertmanager(String... urls) {
    return alertmanager(Map.of(), 2000, urls);
  }

  private Alertmanager alertmanager(Map<String, String> headers, long timeout, String... urls) {
    return new Alertmanager(
        new AlertmanagerNodes(List.of(urls), headers, timeout, clock),
        RENEW.toMillis(),
        UnaryOperator.identity(),
        log,
        clock,
        new Random(1));
  }

  private static MockResponse status(int status) {
    return new MockResponse.Builder().code(status).build();
  }

  private void answer(int... statuses) {
    for (int status : statuses) {
      node.enqueue(status(status));
    }
  }

  private RecordedRequest request() throws InterruptedException {
    RecordedRequest request = node.takeRequest(5, TimeUnit.SECONDS);
    assertThat(request).as("a request").isNotNull();
    return request;
  }

  private JsonNode posted() throws Exception {
    return JSON.readTree(request().getBody().utf8());
  }

  private static Map<String, String> texts(JsonNode object) {
    return JSON.convertValue(object, new TypeReference<Map<String, String>>() {});
  }

  private static Instant time(JsonNode alert, String name) {
    return Instant.parse(alert.get(name).asText());
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.currentMillis());
  }

  private AlertMessage failed(JobRun run) {
    return messages.failed(run, RunResult.failed(Thrown.badFile()));
  }

  private AlertMessage failed() {
    return failed(JobRun.of(RunKind.JOB, Jobs.NIGHTLY));
  }

  private AlertMessage escalated() {
    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofSeconds(20));
      AlertMessage message = failed();
      if (message != null && message.reason() == Reason.ESCALATED) {
        return message;
      }
    }
    throw new AssertionError("never escalated");
  }

  @Test
  void firstFailureIsOneAlertWithTheLabelsOfEveryJvm() throws Exception {
    answer(200);
    AlertMessage message =
        failed(
            JobRun.builder(RunKind.JOB, Jobs.NIGHTLY)
                .nextMillis(TickingClock.START + 86_400_000)
                .code("com.acme.billing.NightlyInvoice", "execute")
                .build());

    Delivery delivery = alertmanager(url(node)).deliver(message);

    assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
    RecordedRequest request = request();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v2/alerts");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    JsonNode posted = JSON.readTree(request.getBody().utf8());
    assertThat(posted).hasSize(1);
    JsonNode alert = posted.get(0);
    assertThat(texts(alert.get("labels")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "alertname", "BatchJobFailed",
                "env", "production",
                "service", "billing-batch",
                "job", "billing.nightly-invoice",
                "fingerprint", message.fingerprint().toString(),
                "severity", "error",
                "stage", "open"));
    assertThat(texts(alert.get("annotations")))
        .containsEntry(
            "summary", "[production] FAILED billing.nightly-invoice: IllegalStateException")
        .containsEntry("exception", "IllegalStateException: Bad file")
        .containsEntry(
            "first_app_frame", "at com.acme.billing.InvoiceLoader.load(InvoiceLoader.java:88)")
        .containsEntry("host", "batch-7")
        .containsEntry("run_id", message.event().runId())
        .containsEntry("trace_url", message.traceUrl())
        .containsEntry("duration", "1 s")
        .containsEntry("occurrences_here", "1")
        .containsEntry("first_seen", "2026-01-01T02:00:01Z")
        .containsEntry("next_run", "2026-01-02T02:00:00Z")
        .containsKeys("stack", "agent_version")
        .hasSize(12);
    assertThat(alert.get("generatorURL").asText()).isEqualTo(message.traceUrl());
    assertThat(time(alert, "startsAt").toEpochMilli()).isEqualTo(message.firstMillis());
    assertThat(time(alert, "endsAt")).isEqualTo(now().plus(LEASE));
  }

  @Test
  void openIncidentIsRenewedAndAClosedOneIsNot() throws Exception {
    answer(200, 200);
    Alertmanager alertmanager = alertmanager(url(node));
    AlertMessage message = failed();
    List<Incident> open = List.of(message.incident());
    alertmanager.deliver(message);
    JsonNode first = posted().get(0);

    long next = alertmanager.keepAlive(open, clock.currentMillis());
    assertThat(next - clock.currentMillis()).isBetween(48_000L, 60_000L);
    clock.advance(Duration.ofMillis(next - clock.currentMillis() - 1));
    assertThat(alertmanager.keepAlive(open, clock.currentMillis())).isEqualTo(next);
    assertThat(node.getRequestCount()).as("nothing before it is due").isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    long after = alertmanager.keepAlive(open, clock.currentMillis());

    JsonNode second = posted().get(0);
    assertThat(after - clock.currentMillis()).isBetween(48_000L, 60_000L);
    assertThat(second.get("labels")).isEqualTo(first.get("labels"));
    assertThat(second.get("annotations")).isEqualTo(first.get("annotations"));
    assertThat(second.get("startsAt")).isEqualTo(first.get("startsAt"));
    assertThat(time(second, "endsAt")).isEqualTo(now().plus(LEASE));

    clock.advance(RENEW);
    assertThat(alertmanager.keepAlive(List.of(), clock.currentMillis()))
        .isEqualTo(AlertChannel.NEVER);
    assertThat(node.getRequestCount()).isEqualTo(2);
  }

  @Test
  void recoveryIsSaidWithoutResolvingOrExtendingTheLease() throws Exception {
    answer(200, 200);
    Alertmanager alertmanager = alertmanager(url(node));
    alertmanager.deliver(failed());
    JsonNode failed = posted().get(0);

    alertmanager.deliver(messages.recovered(JobRun.of(RunKind.JOB, Jobs.NIGHTLY)));

    JsonNode recovered = posted().get(0);
    assertThat(recovered.get("labels")).isEqualTo(failed.get("labels"));
    assertThat(recovered.get("endsAt")).isEqualTo(failed.get("endsAt"));
    assertThat(time(recovered, "endsAt")).isAfter(now());
    assertThat(texts(recovered.get("annotations")))
        .containsAllEntriesOf(texts(failed.get("annotations")))
        .containsEntry("recovered", "OK again on batch-7 after 1 failure, down 1 min 1 s");
  }

  @Test
  void jobsThatFailForOneCauseAreAlertsThatShareIt() throws Exception {
    answer(200, 200, 200);
    Alertmanager alertmanager = alertmanager(url(node));
    AlertMessage alone = refused("orders");
    alertmanager.deliver(alone);
    JsonNode first = posted().get(0);
    refused("invoices");
    AlertMessage common = refused("reports");
    assertThat(common.reason()).isEqualTo(Reason.COMMON_CAUSE);

    alertmanager.deliver(common);

    JsonNode all = posted().get(0);
    assertThat(texts(all.get("labels")))
        .containsEntry("alertname", "BatchCommonCause")
        .containsEntry("job", "common cause")
        .containsEntry("cause", texts(first.get("labels")).get("cause"));
    assertThat(texts(first.get("labels"))).containsEntry("alertname", "BatchJobFailed");
    assertThat(texts(all.get("annotations")).get("jobs"))
        .contains("orders")
        .contains("invoices")
        .contains("reports");

    assertThat(messages.told()).containsExactly(common.incident());
    clock.advance(RENEW);
    alertmanager.keepAlive(messages.told(), clock.currentMillis());
    JsonNode renewed = posted();
    assertThat(renewed).hasSize(1);
    assertThat(renewed.get(0).get("labels")).isEqualTo(all.get("labels"));
  }

  private AlertMessage refused(String job) {
    return messages.failed(
        JobRun.of(RunKind.JOB, JobName.of("quartz", job)),
        RunResult.failed(
            Thrown.with(
                new ConnectException("Connection to orders-db:5432 refused"),
                "com.acme." + job + ".Load.run:1")));
  }

  @Test
  void recoveryAfterTheLeaseIsNoPost() {
    answer(200);
    Alertmanager alertmanager = alertmanager(url(node));
    alertmanager.deliver(failed());
    clock.advance(LEASE);

    Delivery delivery =
        alertmanager.deliver(messages.recovered(JobRun.of(RunKind.JOB, Jobs.NIGHTLY)));

    assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
    assertThat(node.getRequestCount()).isEqualTo(1);
  }

  @Test
  void escalationIsASecondAlertBesideTheFirst() throws Exception {
    answer(200, 200, 200);
    Alertmanager alertmanager = alertmanager(url(node));
    alertmanager.deliver(failed());
    JsonNode open = posted().get(0);
    AlertMessage message = escalated();

    alertmanager.deliver(message);

    JsonNode both = posted();
    assertThat(both).hasSize(2);
    assertThat(both.get(0).get("labels")).isEqualTo(open.get("labels"));
    Map<String, String> expected = texts(open.get("labels"));
    expected.put("stage", "escalated");
    expected.put("severity", "critical");
    assertThat(texts(both.get(1).get("labels"))).isEqualTo(expected);
    assertThat(time(both.get(0), "endsAt"))
        .as("inhibited for as long as the other holds, and not a moment longer")
        .isEqualTo(time(both.get(1), "endsAt"));

    clock.advance(RENEW);
    alertmanager.keepAlive(List.of(message.incident()), clock.currentMillis());
    assertThat(posted()).hasSize(2);
  }

  @Test
  void mainHoldsUntilItsNextRunAndIsNotRenewed() throws Exception {
    answer(200);
    Alertmanager alertmanager = alertmanager(url(node));
    AlertMessage message = messages.first("EndOfDay");

    alertmanager.deliver(message);

    assertThat(time(posted().get(0), "endsAt")).isEqualTo(now().plus(Duration.ofHours(25)));
    clock.advance(RENEW);
    assertThat(alertmanager.keepAlive(List.of(message.incident()), clock.currentMillis()))
        .isEqualTo(AlertChannel.NEVER);
    assertThat(node.getRequestCount()).isEqualTo(1);
  }

  @Test
  void everyNodeIsToldAndOneIsEnough() throws Exception {
    int unused;
    try (ServerSocket reserved = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      unused = reserved.getLocalPort();
    }
    try (MockWebServer broken = new MockWebServer()) {
      broken.start();
      broken.enqueue(status(500));
      answer(200);
      Alertmanager alertmanager =
          alertmanager("http://127.0.0.1:" + unused, url(broken), url(node));

      Delivery delivery = alertmanager.deliver(failed());

      assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
      assertThat(broken.getRequestCount()).isEqualTo(1);
      assertThat(node.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void nodeThatHangsHoldsUpNeitherTheOthersNorTheNextRequest() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answer(200, 200);
      Alertmanager alertmanager =
          alertmanager("http://127.0.0.1:" + silent.getLocalPort(), url(node));
      AlertMessage message = failed();
      long start = System.nanoTime();

      assertThat(alertmanager.deliver(message).state()).isEqualTo(Delivery.State.DELIVERED);
      assertThat(alertmanager.deliver(message).state()).isEqualTo(Delivery.State.DELIVERED);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1900));
    }
  }

  @Test
  void unreachableFleetIsFailedAndTheLeaseBringsItLater() throws Exception {
    answer(503, 503, 503, 200);
    Alertmanager alertmanager =
        alertmanager("http://user:pass-1234@127.0.0.1:" + node.getPort() + "/am/");
    AlertMessage message = failed();

    Delivery delivery = alertmanager.deliver(message);

    assertThat(delivery.state()).isEqualTo(Delivery.State.FAILED);
    assertThat(delivery.reason()).isEqualTo("127.0.0.1:" + node.getPort() + " answered 503");
    List<Incident> open = List.of(message.incident());
    long next = alertmanager.keepAlive(open, clock.currentMillis());
    for (int i = 0; i < 3; i++) {
      assertThat(next - clock.currentMillis()).as("soon again").isBetween(1L, 8000L);
      clock.advance(Duration.ofMillis(next - clock.currentMillis()));
      next = alertmanager.keepAlive(open, clock.currentMillis());
    }
    assertThat(next - clock.currentMillis()).as("as usual").isBetween(48_000L, 60_000L);
    for (int i = 0; i < 3; i++) {
      posted();
    }
    RecordedRequest last = request();
    assertThat(last.getUrl().encodedPath()).isEqualTo("/am/api/v2/alerts");
    assertThat(last.getHeaders().get("Authorization")).startsWith("Basic ");
    assertThat(time(JSON.readTree(last.getBody().utf8()).get(0), "endsAt"))
        .isEqualTo(now().plus(LEASE));
  }

  @Test
  void lostContactIsOneWarningAndSaysWhatFollows() {
    Alertmanager alertmanager = alertmanager(url(node));
    node.close();
    AlertMessage message = failed();
    alertmanager.deliver(message);
    for (int i = 0; i < 10; i++) {
      clock.advance(RENEW);
      alertmanager.keepAlive(List.of(message.incident()), clock.currentMillis());
    }
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("Alertmanager could not be reached 3 times")
        .contains("127.0.0.1:" + node.getPort())
        .contains("resolved");
  }

  @Test
  void whatANodeWillNotHaveIsRefusedWithItsWords() {
    node.enqueue(
        new MockResponse.Builder().code(400).body("\"invalid label set: \\\"x\\\"\"\n").build());

    Delivery delivery = alertmanager(url(node)).deliver(failed());

    assertThat(delivery.state()).isEqualTo(Delivery.State.REFUSED);
    assertThat(delivery.reason()).contains("answered 400").contains("invalid label set");
  }

  @Test
  void wrongPasswordIsFailedWithTheRemedyAndWithoutThePassword() throws Exception {
    answer(401);
    Map<String, String> headers = Map.of("Authorization", "Bearer pass-1234");

    Delivery delivery = alertmanager(headers, 2000, url(node)).deliver(failed());

    assertThat(request().getHeaders().get("Authorization")).isEqualTo("Bearer pass-1234");
    assertThat(delivery.state()).isEqualTo(Delivery.State.FAILED);
    assertThat(delivery.reason())
        .contains("batchmon.alertmanager.headers")
        .doesNotContain("pass-1234");
  }

  @Test
  void leaseEndsByTheClockOfTheNodes() throws Exception {
    MockResponse ok =
        new MockResponse.Builder().addHeader("Date", "Thu, 01 Jan 2026 02:10:01 GMT").build();
    node.enqueue(ok);
    node.enqueue(ok);

    assertThat(alertmanager(url(node)).deliver(failed()).state())
        .isEqualTo(Delivery.State.DELIVERED);

    JsonNode unknowing = posted().get(0);
    JsonNode corrected = posted().get(0);
    assertThat(time(unknowing, "endsAt")).isEqualTo(now().plus(LEASE));
    assertThat(time(corrected, "endsAt")).isEqualTo(now().plus(Duration.ofMinutes(10)).plus(LEASE));
    assertThat(time(corrected, "startsAt")).isBefore(time(corrected, "endsAt"));
  }

  @Test
  void dateHeaderIsReadOrLeftAlone() {
    assertThat(Instant.ofEpochMilli(AlertmanagerNodes.dateMillis("Sat, 21 Nov 2026 07:31:53 GMT")))
        .isEqualTo(Instant.parse("2026-11-21T07:31:53Z"));
    for (String bad :
        List.of("", "now", "Sat, 21 Foo 2026 07:31:53 GMT", "Sat, 41 Nov 2026 07:31:53 GMT")) {
      assertThat(AlertmanagerNodes.dateMillis(bad)).as(bad).isZero();
    }
    assertThat(AlertmanagerNodes.dateMillis(null)).isZero();
  }

  @Test
  void wallClockThatStepsBackDoesNotEndALease() {
    answer(200, 200);
    Alertmanager alertmanager = alertmanager(url(node));
    AlertMessage message = failed();
    alertmanager.deliver(message);
    clock.advance(RENEW);

    alertmanager.keepAlive(List.of(message.incident()), clock.currentMillis() - 3_600_000);

    assertThat(node.getRequestCount()).isEqualTo(2);
  }

  @Test
  void incidentThatAnotherJvmToldOfIsLeasedUnderTheSameLabels() throws Exception {
    answer(200, 200);
    AlertMessage message = failed();
    alertmanager(url(node)).deliver(message);
    JsonNode told = posted().get(0);
    Alertmanager afterRestart = alertmanager(url(node));
    List<Incident> open = List.of(message.incident());

    long next = afterRestart.keepAlive(open, clock.currentMillis());
    clock.advance(Duration.ofMillis(next - clock.currentMillis()));
    afterRestart.keepAlive(open, clock.currentMillis());

    JsonNode restored = posted().get(0);
    assertThat(restored.get("labels")).isEqualTo(told.get("labels"));
    assertThat(restored.get("startsAt")).isEqualTo(told.get("startsAt"));
    assertThat(texts(restored.get("annotations")))
        .containsEntry("summary", "[production] STILL FAILING billing.nightly-invoice");
  }

  @Test
  void annotationsStayWithinEightKibibytesWhateverTheyHold() throws Exception {
    Random random = new Random(20261121);
    for (int i = 0; i < 3000; i++) {
      AlertMessage message = RandomMessages.of(clock, random);
      byte[] annotations = AlertmanagerJson.annotations(message, true);
      byte[] longest = AlertmanagerJson.recovered(annotations, RandomMessages.text(random, 5000));
      int size = 0;
      for (Map.Entry<String, String> each : texts(JSON.readTree(longest)).entrySet()) {
        assertThat(each.getValue()).as(each.getKey()).isNotEmpty();
        size += each.getKey().length() + each.getValue().getBytes(StandardCharsets.UTF_8).length;
      }
      assertThat(size).isLessThanOrEqualTo(AlertmanagerJson.MAX_ANNOTATIONS);
      JsonNode labels =
          JSON.readTree(
              AlertmanagerJson.labels(
                  message.incident(), message.job(), message.severity(), "open"));
      assertThat(texts(labels).values()).allMatch(value -> !value.isBlank());
    }
  }

  @Test
  void noThreadIsLeftWhenNothingIsUnderWay() throws Exception {
    answer(200);
    alertmanager(url(node)).deliver(failed());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("batchmon-alertmanager")) {
        assertThat(thread.isDaemon()).isTrue();
        thread.join(5000);
        assertThat(thread.isAlive()).as("it ends").isFalse();
      }
    }
  }

  @Test
  void urlThatIsNoneIsOneLineWithoutItAndTheOthersAreUsed() throws Exception {
    answer(200);
    Map<String, Settings.Value> values =
        Map.of(
            "batchmon.alertmanager.urls",
            new Settings.Value("ftp://user:pass-1234@am-1, " + url(node), "test"));

    Channels channels = Channels.of(new Settings(values, log), log);

    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("batchmon.alertmanager.urls")
        .contains("does not begin with https://")
        .doesNotContain("pass-1234");
    AlertChannel channel = channels.open().get(0);
    assertThat(channel.role()).isEqualTo(AlertChannel.Role.ENGINE);
    assertThat(channel.deliver(failed()).state()).isEqualTo(Delivery.State.DELIVERED);
  }
}
