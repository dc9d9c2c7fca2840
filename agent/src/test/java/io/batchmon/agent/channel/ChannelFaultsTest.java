package io.batchmon.agent.channel;

import static io.batchmon.agent.alert.Delivery.State.CLOSED;
import static io.batchmon.agent.alert.Delivery.State.DELIVERED;
import static io.batchmon.agent.alert.Delivery.State.FAILED;
import static io.batchmon.agent.alert.Delivery.State.REFUSED;
import static io.batchmon.agent.alert.Delivery.State.RETRY_AFTER;
import static io.batchmon.standin.Fault.answer;
import static io.batchmon.standin.Fault.hang;
import static io.batchmon.standin.Fault.reset;
import static io.batchmon.standin.Fault.resetAfterHeaders;
import static io.batchmon.standin.Fault.slow;
import static io.batchmon.standin.Fault.tooManyRequests;
import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.Alerts;
import io.batchmon.agent.alert.ChannelStatus;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Jobs;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.secret.Secret;
import io.batchmon.job.JobName;
import io.batchmon.standin.Fault;
import io.batchmon.standin.StandInSlack;
import io.batchmon.standin.StandInWebhook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each channel against each way in which a server or the way to it fails. */
class ChannelFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String KEY = "0123456789012345678901234567890X";

  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private StandInSlack slack;
  private StandInWebhook pager;
  private StandInWebhook webhook;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
    pager = StandInWebhook.start(StandInWebhook.Kind.PAGERDUTY);
    webhook = StandInWebhook.start(StandInWebhook.Kind.JSON);
  }

  @AfterEach
  void stopAndSearchForSecrets() throws IOException {
    slack.close();
    pager.close();
    webhook.close();
    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .doesNotContain(slack.secret(), webhook.secret(), KEY);
  }

  private static final Map<String, Fault> FAULTS =
      Map.ofEntries(
          Map.entry("429 after 1 s", tooManyRequests("1")),
          Map.entry("429 after 30 s", tooManyRequests("30")),
          Map.entry("429", tooManyRequests(null)),
          Map.entry("500", answer(500, "rollup_error")),
          Map.entry("302", answer(302, "")),
          Map.entry("403", answer(403, "action_prohibited")),
          Map.entry("404", answer(404, "channel_not_found")),
          Map.entry("410", answer(410, "channel_is_archived")),
          Map.entry("400", answer(400, "invalid_payload")),
          Map.entry("reset", reset()),
          Map.entry("slow", slow(Duration.ofMillis(50))),
          Map.entry("hangs", hang()));

  static Stream<Arguments> faults() {
    Map<String, Delivery.State> states = new HashMap<>();
    states.put("429 after 1 s", RETRY_AFTER);
    states.put("429 after 30 s", RETRY_AFTER);
    states.put("403", CLOSED);
    states.put("404", CLOSED);
    states.put("410", CLOSED);
    states.put("400", REFUSED);
    states.put("slow", DELIVERED);
    return Stream.of("webhook", "bot", "pager", "hook")
        .flatMap(
            channel ->
                FAULTS.keySet().stream()
                    .sorted()
                    .map(
                        fault -> {
                          boolean paged = channel.equals("pager") && fault.startsWith("429");
                          Delivery.State state =
                              paged ? RETRY_AFTER : states.getOrDefault(fault, FAILED);
                          return Arguments.of(channel, fault, state);
                        }));
  }

  private AlertChannel channel(String name, String base) {
    return switch (name) {
      case "webhook" -> new SlackWebhook(client(base.isEmpty() ? slack.url() : base));
      case "bot" ->
          new SlackBot(
              client(base.isEmpty() ? slack.apiUrl() : base),
              Secret.of(slack.token()),
              "#batch",
              new SentMessages(),
              log);
      case "pager" ->
          new PagerDuty(
              client(base.isEmpty() ? pager.url() : base), Secret.of(KEY), clock, new Random(1));
      default -> new Webhook(client(base.isEmpty() ? webhook.url() : base), null, new AlertJson());
    };
  }

  private static WebClient client(String url) {
    return new WebClient(Secret.of(url), 500, 500);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultIsTemporaryOrNot(String channel, String fault, Delivery.State state) {
    slack.failAlways(FAULTS.get(fault));
    pager.failAlways(FAULTS.get(fault));
    webhook.failAlways(FAULTS.get(fault));

    Delivery delivery = channel(channel, "").deliver(Messages.of(clock).first("nightly"));

    assertThat(delivery.state()).as(delivery.reason()).isEqualTo(state);
    if (state == RETRY_AFTER && !channel.equals("pager")) {
      assertThat(delivery.millis()).isEqualTo(fault.contains("30") ? 30_000 : 1000);
    }
    assertThat(delivery.reason()).doesNotContain(slack.secret(), webhook.secret(), KEY);
  }

  /** What was answered with a good status was taken: the rest of the answer may be lost. */
  @ParameterizedTest
  @ValueSource(strings = {"webhook", "hook"})
  void answerThatIsCutWasGood(String channel) {
    slack.failAlways(resetAfterHeaders());
    webhook.failAlways(resetAfterHeaders());
    assertThat(channel(channel, "").deliver(Messages.of(clock).first("nightly")).state())
        .isEqualTo(DELIVERED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "bot", "pager", "hook"})
  void nameThatIsNotKnownIsATemporaryFailure(String channel) {
    Delivery delivery =
        channel(channel, "http://batchmon.invalid/XsecretpathX?token=XqueryX")
            .deliver(Messages.of(clock).first("nightly"));

    assertThat(delivery.state()).isEqualTo(FAILED);
    assertThat(delivery.reason())
        .contains("UnknownHostException")
        .doesNotContain("XsecretpathX", "XqueryX");
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "bot", "pager", "hook"})
  void serverWithoutTlsIsATemporaryFailure(String channel) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> answerAll(server));
      answers.setDaemon(true);
      answers.start();
      String url = "https://127.0.0.1:" + server.getLocalPort() + "/XsecretpathX";

      Delivery delivery = channel(channel, url).deliver(Messages.of(clock).first("nightly"));

      assertThat(delivery.state()).isEqualTo(FAILED);
      assertThat(delivery.reason()).contains("SSL").doesNotContain("XsecretpathX");
    }
  }

  private static void answerAll(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket
              .getOutputStream()
              .write("HTTP/1.1 400 -\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          socket.getInputStream().read();
        }
      }
    } catch (IOException over) {
      // why: the server is closed at the end of the test
    }
  }

  @Test
  void addressThatIsNoneIsATemporaryFailure() {
    Delivery delivery = channel("hook", "XsecretX").deliver(Messages.of(clock).first("nightly"));

    assertThat(delivery.state()).isEqualTo(FAILED);
    assertThat(delivery.reason()).isEqualTo("its address is no http(s) URL");
  }

  private Alerts alerts() {
    Map<String, Settings.Value> values = new HashMap<>();
    values.put("batchmon.slack.webhook.url", new Settings.Value(slack.url(), "test"));
    values.put("batchmon.webhook.url", new Settings.Value(webhook.url(), "test"));
    values.put("batchmon.pagerduty.routing.key", new Settings.Value(KEY, "test"));
    values.put("batchmon.pagerduty.url", new Settings.Value(pager.url(), "test"));
    values.put("batchmon.state.dir", new Settings.Value("none", "test"));
    Settings settings = new Settings(values, log);
    return Alerts.of(
        settings,
        log,
        clock,
        Redactor.builtIn(),
        "billing",
        "production",
        "h",
        Channels.of(settings, log),
        null);
  }

  @Test
  void channelThatHangsHoldsUpNoOther() throws Exception {
    slack.failAlways(hang());
    Alerts alerts = alerts();
    Jobs jobs = new Jobs(clock, alerts);

    jobs.fail(Jobs.NIGHTLY);

    webhook.awaitMessages(1, SOON);
    slack.awaitRequests(1, SOON);
    assertThat(slack.messages()).isEmpty();
  }

  @Test
  void atTheEndOfTheJvmEachChannelIsTried() {
    slack.failAlways(hang());
    Alerts alerts = alerts();
    Jobs jobs = new Jobs(clock, alerts);
    jobs.fail(Jobs.NIGHTLY);
    jobs.fail(JobName.of("main", "hourly"));

    long before = System.nanoTime();
    alerts.awaitFlush(Duration.ofSeconds(2).toNanos());
    Duration took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
    assertThat(webhook.messages()).hasSize(2);
    assertThat(slack.requests()).hasSize(1);
    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .contains("the JVM ends before 2 alerts were delivered");
  }

  @Test
  void statusOfEachChannelCanBeShown() throws Exception {
    slack.failAlways(answer(404, "no_service"));
    Alerts alerts = alerts();
    assertThat(alerts.channels()).isEmpty();
    new Jobs(clock, alerts).fail(Jobs.NIGHTLY);
    alerts.awaitFlush(SOON.toNanos());

    List<ChannelStatus> channels = alerts.channels();
    assertThat(channels)
        .extracting(ChannelStatus::name)
        .containsExactly("Slack", "PagerDuty", "webhook");
    assertThat(channels).extracting(ChannelStatus::isClosed).containsExactly(true, false, false);
    assertThat(channels).extracting(ChannelStatus::sent).containsExactly(0L, 0L, 1L);
    assertThat(channels.get(0).lastError()).startsWith("answer 404 no_service; check");
  }
}
