package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.batchmon.agent.aws.StandInAws;
import io.batchmon.agent.config.SettingNames;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.it.ForkedJvm.Ended;
import io.batchmon.standin.Fault;
import io.batchmon.standin.StandInCollector;
import io.batchmon.standin.StandInSlack;
import io.batchmon.standin.StandInWebhook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the shipped jar, in JVMs of their own. */
class CommandsIT {
  private static final String ROUTING_KEY = "R0standinroutingkey0000000000001";
  private static final String HEADER_SECRET = "headersecretheadersecret";
  private static final String ALERTMANAGER_PASSWORD = "alertmanagerpassword";
  private static final long MOST_MILLIS = 20_000;

  @TempDir Path folder;
  private StandInCollector collector;
  private StandInSlack slack;
  private StandInWebhook webhook;
  private StandInWebhook pagerDuty;
  private HttpServer alertmanager;
  private final ConcurrentLinkedQueue<String> posted = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() throws IOException {
    collector = StandInCollector.start();
    slack = StandInSlack.start();
    webhook = StandInWebhook.start(StandInWebhook.Kind.JSON);
    pagerDuty = StandInWebhook.start(StandInWebhook.Kind.PAGERDUTY);
    alertmanager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    alertmanager.createContext(
        "/api/v2/",
        exchange -> {
          try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
              posted.add(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            }
            byte[] answer =
                "{\"cluster\":{\"status\":\"ready\"},\"versionInfo\":{\"version\":\"0.28.1\"}}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
          }
        });
    alertmanager.start();
  }

  @AfterEach
  void stop() throws IOException {
    collector.close();
    slack.close();
    webhook.close();
    pagerDuty.close();
    alertmanager.stop(0);
  }

  static Stream<Jdk> oldestAndNewest() {
    return Stream.of(Jdk.all().findFirst().orElseThrow(), Jdk.newest()).distinct();
  }

  private static ForkedJvm jvm(Jdk jdk, String... words) {
    return ForkedJvm.on(jdk)
        .command("-jar", ForkedJvm.AGENT.toString())
        .command(words)
        .env("BATCHMON_SERVICE_NAME", "billing")
        .env("BATCHMON_ENVIRONMENT", "production");
  }

  private String alertmanagerUrl() {
    return "http://ops:"
        + ALERTMANAGER_PASSWORD
        + "@127.0.0.1:"
        + alertmanager.getAddress().getPort();
  }

  /** With everything that there is. */
  private ForkedJvm complete(Jdk jdk, String... words) {
    return jvm(jdk, words)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
        .env("BATCHMON_STATE_DIR", folder.resolve("state").toString())
        .env("BATCHMON_SLACK_WEBHOOK_URL", "env:THE_WEBHOOK")
        .env("THE_WEBHOOK", slack.url())
        .env("BATCHMON_ALERTMANAGER_URLS", alertmanagerUrl())
        .env("BATCHMON_PAGERDUTY_ROUTING_KEY", ROUTING_KEY)
        .env("BATCHMON_PAGERDUTY_URL", pagerDuty.url())
        .env("BATCHMON_WEBHOOK_URL", webhook.url())
        .env("BATCHMON_WEBHOOK_HEADERS", "Authorization=" + HEADER_SECRET)
        .env("BATCHMON_RULE_NIGHTLY_MATCH", "quartz:billing/nightly-*")
        .env("BATCHMON_RULE_NIGHTLY_SEVERITY", "critical");
  }

  private static Map<String, String> rows(Ended ended) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (JsonNode row : new ObjectMapper().readTree(ended.out()).path("rows")) {
      rows.merge(
          row.path("name").asText().replaceAll(" 127.*", ""),
          row.path("verdict").asText() + " " + row.path("detail").asText(),
          (one, two) -> one + "\n" + two);
    }
    return rows;
  }

  private void assertNoSecret(Ended ended) {
    assertThat(ended.out() + ended.err())
        .doesNotContain(
            slack.secret(), webhook.secret(), ROUTING_KEY, HEADER_SECRET, ALERTMANAGER_PASSWORD);
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void allIsWell(Jdk jdk) {
    Ended ended = complete(jdk, "check").run();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .contains("collector traces", "collector metrics", "collector logs")
        .contains("secret slack.webhook.url")
        .contains("env:THE_WEBHOOK was read")
        .contains("Alertmanager 0.28.1, cluster ready")
        .contains("written, read and removed; 0 entries")
        .contains("billing (environment variable BATCHMON_SERVICE_NAME)")
        .contains("1 rule")
        .doesNotContain("FAILED")
        .doesNotContain("WARN");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.millis()).isLessThan(MOST_MILLIS);
    assertNoSecret(ended);
    // nobody was told anything, and no telemetry was made up
    assertThat(slack.messages()).isEmpty();
    assertThat(webhook.messages()).isEmpty();
    assertThat(pagerDuty.messages()).isEmpty();
    assertThat(posted).isEmpty();
    assertThat(collector.requests())
        .extracting(request -> request.path() + " " + request.answered())
        .containsExactlyInAnyOrder("/v1/traces 200", "/v1/metrics 200", "/v1/logs 200");
    assertThat(collector.spans()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void allIsDown(Jdk jdk) throws Exception {
    int free = freePort();
    String nowhere = "http://127.0.0.1:" + free;
    Files.writeString(folder.resolve("file"), "no directory");
    Ended ended =
        complete(jdk, "check", "--json")
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", nowhere)
            .env("THE_WEBHOOK", nowhere + "/services/T0/B0/" + slack.secret())
            .env("BATCHMON_SLACK_TOKEN", "file:" + folder.resolve("missing"))
            .env("BATCHMON_SLACK_CHANNEL", "#batch")
            .env(
                "BATCHMON_ALERTMANAGER_URLS",
                "http://ops:" + ALERTMANAGER_PASSWORD + "@127.0.0.1:" + free)
            .env("BATCHMON_PAGERDUTY_URL", nowhere + "/v2/enqueue")
            .env("BATCHMON_WEBHOOK_URL", nowhere + "/hooks/" + webhook.secret())
            .env("BATCHMON_SNS_TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:alerts")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("BATCHMON_STATE_DIR", folder.resolve("file").toString())
            .run();

    Map<String, String> rows = rows(ended);
    for (String name :
        List.of(
            "collector traces",
            "collector metrics",
            "collector logs",
            "secret slack.token",
            "slack bot",
            "slack webhook",
            "alertmanager",
            "pagerduty",
            "webhook",
            "aws",
            "state directory")) {
      assertThat(rows.get(name)).as(name).startsWith("FAILED ");
    }
    assertThat(rows.get("collector traces")).contains("otel.exporter.otlp.endpoint");
    assertThat(rows.get("state directory")).contains("batchmon.state.dir");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.millis()).isLessThan(MOST_MILLIS);
    assertNoSecret(ended);
  }

  @Test
  void allIsSilent() throws Exception {
    collector.hang();
    slack.failAlways(Fault.hang());
    webhook.failAlways(Fault.hang());
    pagerDuty.failAlways(Fault.hang());
    Ended ended =
        complete(Jdk.newest(), "check", "--json")
            .env(
                "BATCHMON_ALERTMANAGER_URLS",
                "http://127.0.0.1:" + pagerDuty.url().split("[:/]", -1)[4])
            .run();

    Map<String, String> rows = rows(ended);
    assertThat(rows.get("collector traces")).startsWith("FAILED ").contains("firewall");
    for (String name : List.of("slack webhook", "alertmanager", "pagerduty", "webhook")) {
      assertThat(rows.get(name)).as(name).startsWith("FAILED ").containsIgnoringCase("time");
    }
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.millis()).isLessThan(MOST_MILLIS);
    assertNoSecret(ended);
  }

  @Test
  void keysOfAwsAreNamedByTheirOwner() throws Exception {
    try (StandInAws aws = StandInAws.start()) {
      ForkedJvm jvm =
          jvm(Jdk.running(), "check", "--json")
              .env("OTEL_SDK_DISABLED", "true")
              .env("BATCHMON_SNS_TOPIC_ARN", "arn:aws:sns:eu-central-1:123456789012:alerts")
              .env("AWS_ENDPOINT_URL", aws.url())
              .env("AWS_ACCESS_KEY_ID", "AKIAENV")
              .env("AWS_SECRET_ACCESS_KEY", HEADER_SECRET);

      aws.answer(StandInAws.Answer.of(200, "<Arn>arn:aws:iam::123456789012:user/batch</Arn>"));
      Ended known = jvm.run();
      assertThat(rows(known).get("aws"))
          .startsWith("OK arn:aws:iam::")
          .contains("user/batch", "environment", "sns:Publish");
      assertThat(known.exitCode()).isZero();
      assertNoSecret(known);

      aws.answer(StandInAws.Answer.of(403, "<Code>InvalidClientTokenId</Code>"));
      Ended unknown = jvm.run();
      assertThat(rows(unknown).get("aws")).startsWith("FAILED ").contains("InvalidClientTokenId");
      assertThat(unknown.exitCode()).isEqualTo(1);
      assertNoSecret(unknown);
    }
  }

  @Test
  void whatRefusesSaysTheRemedy() throws Exception {
    collector.answerStatus(401);
    slack.failAlways(Fault.answer(404, "no_service"));
    Ended ended = complete(Jdk.running(), "check", "--json").run();

    Map<String, String> rows = rows(ended);
    assertThat(rows.get("collector logs")).contains("401", "otel.exporter.otlp.headers");
    assertThat(rows.get("slack webhook")).contains("404 no_service", "batchmon.slack.webhook.url");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertNoSecret(ended);

    collector.answerStatus(404);
    Map<String, String> then = rows(complete(Jdk.running(), "check", "--json").run());
    assertThat(then.get("collector logs")).contains("404", "otel.exporter.otlp.protocol");
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void malformedSettingsAreFailures(Jdk jdk) throws Exception {
    Path file = folder.resolve("batchmon.properties");
    Files.writeString(
        file,
        "batchmon.enviroment=production\n"
            + "batchmon.rule.a.match=quartz:x\n"
            + "batchmon.rule.a.consecutive=never\n"
            + "batchmon.instrumentation.quarz.enabled=false\n"
            + "batchmon.slack.token=xoxb-"
            + slack.secret()
            + "\n");
    Ended ended =
        ForkedJvm.on(jdk)
            .command("-jar", ForkedJvm.AGENT.toString(), "check", "--json")
            .command("--config", file.toString(), "--set", "alert.remind=soon")
            .env("BATCHMON_ENTRYPOINTS", "com.acme.Job!run")
            .env("BATCHMON_LOG_LEVEL", "off")
            .env("OTEL_PROPAGATORS", "tracecontext,jaeger")
            .env("OTEL_TRACES_SAMPLER", "xray")
            .env("BATCHMON_SLACK_WEBHOK_URL", "https://hooks.slack.com/" + slack.secret())
            .run();

    Map<String, String> rows = rows(ended);
    assertThat(rows.get("settings"))
        .contains("batchmon.enviroment", "batchmon.environment", "line 1")
        .contains("BATCHMON_SLACK_WEBHOK_URL", "BATCHMON_SLACK_WEBHOOK_URL")
        .contains("batchmon.alert.remind", "option --set")
        .contains("com.acme.Job!run", "@com.acme")
        .contains("otel.propagators=jaeger is none of", "using the others")
        .contains("otel.traces.sampler=xray is none of", "using parentbased_always_on")
        .contains("batchmon.instrumentation.quarz.enabled", "line 4", "it knows ", "quartz")
        .contains("batchmon.slack.channel");
    assertThat(rows.get("rules")).startsWith("FAILED ").contains("never", "line 3");
    assertThat(rows.get("environment")).startsWith("WARN ").contains("only logged");
    assertThat(rows.get("service")).startsWith("WARN ");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).doesNotContain(slack.secret());
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "check --json", "test-alert", "test-alert --json"})
  void noSecretOfAnySettingIsShown(String words) {
    List<String> seeds = new ArrayList<>();
    for (boolean wellFormed : new boolean[] {true, false}) {
      ForkedJvm jvm = jvm(Jdk.running(), words.split(" ", -1));
      for (SettingNames.Setting setting : SettingNames.all()) {
        if (Settings.isSecret(setting.name())) {
          jvm.env(
              SettingNames.variableOf(setting.name()), seeded(setting.name(), seeds, wellFormed));
        }
      }
      Ended ended =
          jvm.env("BATCHMON_SLACK_CHANNEL", "#batch")
              .env("OTEL_EXPORTER_OTLP_ENDPOINT", seeded("otel.url", seeds, wellFormed))
              .env("OTEL_EXPORTER_OTLP_HEADERS", seeded("otel.headers", seeds, wellFormed))
              .run();

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.out() + ended.err()).doesNotContain(seeds);
    }
    assertThat(seeds).hasSizeGreaterThan(20);
  }

  private static String seeded(String name, List<String> seeds, boolean wellFormed) {
    String seed = "seeded%dSecret%dvalue".formatted(seeds.size(), seeds.size());
    seeds.add(seed);
    if (name.endsWith("headers")) {
      return (wellFormed ? "Authorization=Bearer " : "Authorization: Bearer ") + seed;
    }
    return name.contains(".url")
        ? (wellFormed ? "http://" : "http:/ ")
            + "user:"
            + seed
            + "@127.0.0.1:1"
            + (name.startsWith("otel") ? "" : "/services/" + seed + "?key=" + seed)
        : wellFormed ? seed : seed + "\u00e9 ,=";
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void testAlertArrives(Jdk jdk) throws Exception {
    Ended ended = complete(jdk, "test-alert").run();

    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("alerts are sent at once").doesNotContain("FAILED");
    assertThat(ended.exitCode()).isZero();
    assertThat(StandInSlack.render(slack.messages().get(0)))
        .contains("TEST", "batchmon.test-alert");
    assertThat(slack.messages()).hasSize(1);
    assertThat(pagerDuty.messages())
        .extracting(event -> event.path("event_action").asText())
        .containsExactly("trigger", "resolve");
    assertThat(pagerDuty.open()).isEmpty();
    assertThat(webhook.messages()).hasSize(2);
    assertThat(webhook.messages().get(0).toString()).contains("TEST");
    assertThat(posted).hasSize(1).allMatch(body -> body.contains("test-alert"));
    JsonNode lease = new ObjectMapper().readTree(posted.peek()).path(0);
    assertThat(Instant.parse(lease.path("endsAt").asText()))
        .isBetween(Instant.now().plusSeconds(60), Instant.now().plusSeconds(125));
    assertThat(folder.resolve("state")).doesNotExist();
    assertNoSecret(ended);
  }

  @Test
  void testAlertInDevelopmentIsOnlyLoggedUnlessForced() throws Exception {
    Ended logged =
        complete(Jdk.running(), "test-alert", "--json")
            .env("BATCHMON_ENVIRONMENT", "development")
            .run();
    assertThat(rows(logged).get("policy")).startsWith("WARN ").contains("only logged", "--force");
    assertThat(rows(logged).get("Slack")).startsWith("SKIPPED ");
    assertThat(slack.messages()).isEmpty();
    assertThat(logged.exitCode()).isZero();

    Ended forced =
        complete(Jdk.running(), "test-alert", "--force", "--channel", "slack", "--json")
            .env("BATCHMON_ENVIRONMENT", "development")
            .run();
    assertThat(rows(forced).get("Slack")).startsWith("OK sent");
    assertThat(slack.messages()).hasSize(1);
    assertThat(webhook.messages()).isEmpty();
    assertThat(forced.exitCode()).isZero();
  }

  @Test
  void testAlertSaysWhichRuleHoldsAndWhatFailed() throws Exception {
    slack.failAlways(Fault.answer(403, "invalid_token"));
    Ended ended =
        complete(Jdk.running(), "test-alert", "--json", "--job", "quartz:billing/nightly-invoice")
            .run();

    Map<String, String> rows = rows(ended);
    assertThat(rows.get("rule")).contains("rule nightly", "severity critical");
    assertThat(rows.get("first failure")).contains("Alertmanager");
    assertThat(rows.get("Slack")).startsWith("FAILED ").contains("invalid_token");
    assertThat(rows.get("webhook")).startsWith("OK ");
    assertThat(ended.exitCode()).isEqualTo(1);
    assertNoSecret(ended);
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void commandLineThatIsNotUnderstoodIsTheUsage(Jdk jdk) {
    Ended none = jvm(jdk).run();
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).contains("Usage:", "check", "test-alert");

    Ended noChannel = complete(jdk, "test-alert", "--channel", "sms").run();
    assertThat(noChannel.exitCode()).isEqualTo(2);
    assertThat(noChannel.err()).contains("sms", "slack");

    Ended version = jvm(jdk, "--version").run();
    assertThat(version.exitCode()).isZero();
    assertThat(version.out().trim())
        .isEqualTo("batchmon " + System.getProperty("batchmon.version"));
    assertThat(version.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("oldestAndNewest")
  void commandIsNoJobOfTheAgentInItsEnvironment(Jdk jdk) {
    Ended ended =
        complete(jdk, "--help").env("JAVA_TOOL_OPTIONS", "-javaagent:" + ForkedJvm.AGENT).run();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err().lines().filter(line -> !line.startsWith("Picked up"))).isEmpty();
    assertThat(collector.requests()).isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
