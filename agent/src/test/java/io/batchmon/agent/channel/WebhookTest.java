package io.batchmon.agent.channel;

import static io.batchmon.standin.Fault.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.RandomMessages;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.secret.Secret;
import io.batchmon.standin.Exchange;
import io.batchmon.standin.StandInWebhook;
import io.batchmon.standin.StandInWebhook.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each template, over real HTTP, at a server with its service's limits. */
class WebhookTest {
  private static final int PAYLOADS = 2000;

  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log =
      AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8))
          .with(AgentLog.Level.DEBUG, null);
  private final Map<String, String> values = new HashMap<>();
  @TempDir private Path folder;

  private AlertChannel channel(StandInWebhook server, String template) {
    values.put("batchmon.webhook.url", server.url());
    values.put("batchmon.webhook.template", template);
    values.put("batchmon.webhook.values", "chat_id=-1001,project=OPS,issuetype=Bug,team=billing");
    Map<String, Settings.Value> settings = new HashMap<>();
    values.forEach((name, value) -> settings.put(name, new Settings.Value(value, "test")));
    List<AlertChannel> channels = Channels.of(new Settings(settings, log), log).open();
    assertThat(channels).hasSize(1);
    return channels.get(0);
  }

  private Messages messages() {
    return Messages.of(
        clock,
        Map.of("batchmon.trace.url", "https://t.example/{traceId}?a=(1)&b=2"),
        "billing-batch",
        "production",
        "batch-7");
  }

  private List<String> warnings() {
    return stderr.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAGERDUTY")
  void aWholeIncidentIsTaken(Kind kind) throws IOException {
    try (StandInWebhook server = StandInWebhook.start(kind)) {
      AlertChannel channel = channel(server, kind.name().toLowerCase(Locale.ROOT));
      Messages messages = messages();
      for (AlertMessage message :
          List.of(
              messages.first("nightly"),
              messages.next(Reason.AGGREGATED, "nightly"),
              messages.next(Reason.ESCALATED, "nightly"),
              messages.recovered("nightly"))) {
        Delivery delivery = channel.deliver(message);
        assertThat(delivery.state()).as(delivery.reason()).isEqualTo(Delivery.State.DELIVERED);
      }
      assertThat(server.messages()).hasSize(4);
      assertThat(server.messages().get(0).toString()).contains("Bad file").contains("nightly");
      assertThat(warnings()).isEmpty();
    }
  }

  @Test
  void jsonSaysAllThatIsKnown() throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.JSON)) {
      AlertChannel channel = channel(server, "json");
      Messages messages = messages();
      channel.deliver(messages.first("nightly"));
      channel.deliver(messages.recovered("nightly"));

      JsonNode first = server.messages().get(0);
      assertThat(first.path("version").asInt()).isEqualTo(1);
      assertThat(first.path("event").asText()).isEqualTo("first_failure");
      assertThat(first.path("status").asText()).isEqualTo("firing");
      assertThat(first.path("severity").asText()).isEqualTo("error");
      assertThat(first.path("title").asText())
          .isEqualTo("[production] FAILED nightly: IllegalStateException");
      assertThat(first.at("/job/system").asText()).isEqualTo("main");
      assertThat(first.at("/job/name").asText()).isEqualTo("nightly");
      assertThat(first.at("/incidents/0/key").asText()).matches("[0-9a-f]{32}");
      assertThat(first.at("/incidents/0/stage").asText()).isEqualTo("open");
      assertThat(first.at("/run/started").asText()).isEqualTo("2026-01-01T02:00:00Z");
      assertThat(first.at("/run/duration_ms").asInt()).isEqualTo(1000);
      assertThat(first.at("/failure/summary").asText())
          .isEqualTo("IllegalStateException: Bad file");
      assertThat(first.at("/failure/stack").size()).isPositive();
      JsonNode recovered = server.messages().get(1);
      assertThat(recovered.path("status").asText()).isEqualTo("resolved");
      assertThat(recovered.at("/incidents/0/key")).isEqualTo(first.at("/incidents/0/key"));
      assertThat(recovered.path("down_ms").asLong()).isPositive();
      assertThat(first.toString()).doesNotContain("null");
    }
  }

  /** Every member that the document names is sent, and the other way around. */
  @Test
  void documentNamesEveryMember() throws IOException {
    String document = Files.readString(Path.of("WEBHOOK.md"));
    try (StandInWebhook server = StandInWebhook.start(Kind.JSON)) {
      AlertChannel channel = channel(server, "json");
      Messages messages = messages();
      channel.deliver(messages.first("nightly"));
      channel.deliver(messages.recovered("nightly"));
      for (JsonNode message : server.messages()) {
        message.fieldNames().forEachRemaining(n -> assertThat(document).contains("`" + n + "`"));
      }
    }
    for (String name : FileTemplate.NAMES) {
      assertThat(document).contains("`{{" + name + "}}`");
    }
  }

  @Test
  void opsgenieAlertIsClosedByItsAlias() throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.OPSGENIE)) {
      server.expectAuthorization("GenieKey 0123-4567");
      values.put("batchmon.webhook.headers", "Authorization=GenieKey 0123-4567, X-Team=a=b");
      AlertChannel channel = channel(server, "opsgenie");
      Messages messages = messages();
      channel.deliver(messages.first("nightly"));
      assertThat(server.open()).hasSize(1);

      assertThat(channel.deliver(messages.recovered("nightly")).state())
          .isEqualTo(Delivery.State.DELIVERED);

      assertThat(server.open()).isEmpty();
    }
  }

  @Test
  void jiraIssueIsCommentedAndNotMadeTwice() throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.JIRA)) {
      AlertChannel channel = channel(server, "jira");
      Messages messages = messages();
      channel.deliver(messages.first("nightly"));
      channel.deliver(messages.next(Reason.AGGREGATED, "nightly"));
      assertThat(channel.memory()).matches("[0-9a-f]{32} OPS-1\n");
      channel.deliver(messages.recovered("nightly"));
      channel.deliver(messages.first("nightly"));

      assertThat(server.requests())
          .extracting(Exchange::path)
          .containsExactly(
              "/rest/api/3/issue",
              "/rest/api/3/issue/OPS-1/comment",
              "/rest/api/3/issue/OPS-1/comment",
              "/rest/api/3/issue");
      assertThat(server.open()).containsExactly("OPS-1", "OPS-2");
      assertThat(server.messages().get(0).at("/fields/project/key").asText()).isEqualTo("OPS");
      assertThat(server.messages().get(0).at("/fields/issuetype/name").asText()).isEqualTo("Bug");
    }
  }

  @Test
  void jiraWithoutProjectIsOneLine() throws IOException {
    Map<String, Settings.Value> settings =
        Map.of(
            "batchmon.webhook.url",
            new Settings.Value("https://x.example/rest/api/3/issue", "test"),
            "batchmon.webhook.template",
            new Settings.Value("jira", "test"));

    assertThat(Channels.of(new Settings(settings, log), log).open()).isEmpty();

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("batchmon.webhook.template=jira needs batchmon.webhook.values=project=<key>");
  }

  @Test
  void ownTemplateIsFilledWithEscapedText() throws IOException {
    Path file = folder.resolve("own.json");
    Files.writeString(
        file,
        "{\"t\": \"{{title}}\", \"n\": {{ failures }}, \"team\": \"{{team}}\","
            + " \"stack\": \"{{stack}}\", \"none\": \"{{owner}}\"}");
    try (StandInWebhook server = StandInWebhook.start(Kind.JSON)) {
      AlertChannel channel = channel(server, "file:" + file);
      channel.deliver(messages().first("a \"quoted\" \\ job"));

      JsonNode message = server.messages().get(0);
      assertThat(message.path("t").asText())
          .isEqualTo("[production] FAILED a \"quoted\" \\ job: IllegalStateException");
      assertThat(message.path("n").asInt()).isEqualTo(1);
      assertThat(message.path("team").asText()).isEqualTo("billing");
      assertThat(message.path("stack").asText()).contains("\n    at com.acme");
      assertThat(message.path("none").asText()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{\"a\": \"{{titel}}\"} # names {{titel}} in line 1; there are",
        "{\"a\": \"{{title\"} # has {{ without }} in line 1",
        "{\"a\": {{title}} # is no JSON: line 1",
        "hello {{title}} # is no JSON: line 1",
      })
  void ownTemplateThatIsWrongIsOneLine(String template, String problem) throws IOException {
    Path file = folder.resolve("own.json");
    Files.writeString(file, template);
    try (StandInWebhook server = StandInWebhook.start(Kind.JSON)) {
      channel(server, "file:" + file).deliver(messages().first("nightly"));

      assertThat(warnings()).singleElement().asString().contains(problem);
      assertThat(server.messages().get(0).path("version").asInt()).isEqualTo(1);
    }
  }

  @Test
  void fileThatIsNotThereIsOneLine() throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.JSON)) {
      channel(server, "file:" + folder.resolve("none.json")).deliver(messages().first("nightly"));

      assertThat(warnings()).singleElement().asString().contains("none.json").contains("json");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, REFUSED, 0",
    "401, CLOSED, 0",
    "403, CLOSED, 0",
    "404, CLOSED, 0",
    "410, CLOSED, 0",
    "413, REFUSED, 0",
    "500, FAILED, 0",
  })
  void statusSaysWhetherItIsTriedAgain(int status, Delivery.State state, long millis)
      throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.DISCORD)) {
      server.failNext(answer(status, "{\"secret\":\"of the server\"}"));
      Delivery delivery = channel(server, "discord").deliver(messages().first("nightly"));

      assertThat(delivery.state()).isEqualTo(state);
      assertThat(delivery.reason()).doesNotContain("secret").doesNotContain(server.secret());
      assertThat(delivery.millis()).isEqualTo(millis);
    }
  }

  static Stream<String> bodies() {
    return Stream.of(
        "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":35}}",
        "{\"message\": \"You are being rate limited.\", \"retry_after\": 34.2}");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void retryAfterIsReadFromTheBodyToo(String body) throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.TELEGRAM)) {
      server.failNext(answer(429, body));
      Delivery delivery = channel(server, "telegram").deliver(messages().first("nightly"));

      assertThat(delivery.state()).isEqualTo(Delivery.State.RETRY_AFTER);
      assertThat(delivery.millis()).isEqualTo(35_000);
    }
  }

  @Test
  void headerThatCannotBeSentShowsNothing() throws IOException {
    try (StandInWebhook server = StandInWebhook.start(Kind.JSON)) {
      values.put("batchmon.webhook.headers", "X-Key=ge\u0007heim");
      Delivery delivery = channel(server, "json").deliver(messages().first("nightly"));

      assertThat(delivery.state()).isEqualTo(Delivery.State.FAILED);
      assertThat(delivery.reason()).isEqualTo("a header has characters that cannot be sent");
    }
  }

  /**
   * Whatever an application calls its jobs and writes into its exceptions, each service takes it.
   */
  @Test
  void randomUnicodeStaysWithinEveryLimit() throws IOException {
    Random random = new Random(4711);
    for (int i = 0; i < PAYLOADS; i++) {
      AlertMessage message = RandomMessages.of(clock, random);
      for (Kind kind : Kind.values()) {
        for (byte[] bytes : bodies(kind, message)) {
          String body = new String(bytes, StandardCharsets.UTF_8);
          assertThat(StandInWebhook.problem(kind, body)).as("%d: %s %s", i, kind, body).isNull();
        }
      }
    }
  }

  private static List<byte[]> bodies(Kind kind, AlertMessage message) throws IOException {
    if (kind == Kind.PAGERDUTY) {
      return message.isRecovery() ? List.of() : List.of(PagerDuty.trigger(message, "k".repeat(32)));
    }
    WebhookTemplate template =
        switch (kind) {
          case DISCORD -> new DiscordTemplate();
          case TELEGRAM -> new TelegramTemplate("-1");
          case TEAMS -> new TeamsTemplate();
          case JIRA -> new JiraTemplate("OPS", "Bug", new SentMessages());
          case OPSGENIE -> new OpsgenieTemplate();
          default -> new AlertJson();
        };
    return template.calls(message).stream().map(WebhookTemplate.Call::body).toList();
  }

  @Test
  void secretsAreNotShown() {
    Secret secret = Secret.of("geheim");
    assertThat(secret.toString()).doesNotContain("geheim");
  }
}
