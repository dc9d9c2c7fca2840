package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.alert.AlertChannel;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.RandomMessages;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.aws.AwsClient;
import io.batchmon.agent.aws.StandInAws;
import io.batchmon.agent.aws.StandInAws.Answer;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SNS and EventBridge: what is sent there, and what is made of the answer. */
class AwsChannelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAYLOADS = 1000;
  private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";

  private final TickingClock clock = new TickingClock();
  private StandInAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = StandInAws.start();
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private AwsClient client() {
    return AwsClient.of(
        Map.of(
            "AWS_REGION", "eu-central-1",
            "AWS_ENDPOINT_URL", aws.url(),
            "AWS_ACCESS_KEY_ID", "AKIA",
            "AWS_SECRET_ACCESS_KEY", "key"),
        new Properties(),
        clock);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException failure) {
      throw new AssertionError(text, failure);
    }
  }

  private static JsonNode notification(AlertMessage message) {
    return json(ChatNotification.of(message));
  }

  @Test
  void notificationSaysWhatFailedAndWhatToLookAt() {
    Messages messages =
        Messages.of(
            clock,
            Map.of("batchmon.trace.url", "https://t.example/{traceId}?a=1&b=<2>"),
            "billing",
            "production",
            "batch-7");
    AlertMessage message = messages.first("nightly_*invoice");

    JsonNode notification = notification(message);

    assertThat(notification.path("version").asText()).isEqualTo("1.0");
    assertThat(notification.path("source").asText()).isEqualTo("custom");
    assertThat(notification.at("/content/textType").asText()).isEqualTo("client-markdown");
    assertThat(notification.at("/content/title").asText())
        .isEqualTo("FAILED nightly_\u034f*invoice (production)");
    assertThat(notification.at("/content/description").asText())
        .startsWith("*IllegalStateException: Bad file*\nat com.acme.billing.InvoiceLoader.load(")
        .contains(
            "\nService: billing · Host: batch-7 · Occurrences: 1 · First seen: 2026-01-01T02:")
        .endsWith(message.why() + ". " + message.next() + ".");
    assertThat(notification.at("/content/nextSteps/0").asText())
        .isEqualTo("<https://t.example/" + message.event().traceId() + "?a=1&amp;b=%3C2%3E|Trace>");
    assertThat(notification.at("/metadata/additionalContext/job").asText())
        .isEqualTo("nightly_*invoice");
  }

  @Test
  void messagesOfAnIncidentAreOneThread() {
    Messages messages = Messages.of(clock);
    String first = thread(messages.first("nightly"));
    String next = thread(messages.next(Reason.AGGREGATED, "nightly"));
    AlertMessage recovered = messages.recovered("nightly");

    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(next).isEqualTo(first);
    assertThat(thread(recovered)).isEqualTo(first);
    assertThat(thread(messages.first("hourly"))).isNotEqualTo(first);
    assertThat(notification(recovered).at("/content/description").asText())
        .startsWith("OK again after ");
  }

  private static String thread(AlertMessage message) {
    return notification(message).at("/metadata/threadId").asText();
  }

  @Test
  void whateverTheApplicationWritesTheSchemaIsKept() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < PAYLOADS; i++) {
      AlertMessage message = RandomMessages.of(clock, random);
      JsonNode notification = notification(message);

      assertThat(keys(notification)).containsExactly("version", "source", "content", "metadata");
      JsonNode content = notification.path("content");
      text(content.path("title"), 250);
      text(content.path("description"), 4000);
      items(content.path("nextSteps"), 350);
      items(content.path("keywords"), 75);
      JsonNode metadata = notification.path("metadata");
      assertThat(metadata.path("threadId").asText()).matches("[0-9a-f]{32}");
      text(metadata.path("summary"), 150);
      items(metadata.path("relatedResources"), 200);
      metadata.path("additionalContext").forEach(value -> plain(value, 200));
      markup(content.path("title").asText());
      markup(content.path("description").asText());
      content.path("keywords").forEach(word -> markup(word.asText()));

      JsonNode detail = json(EventBus.detail(message));
      assertThat(detail.path("version").asInt()).isEqualTo(1);
      assertThat(detail.path("failures").asInt()).isPositive();
      assertThat(detail.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(60_000);

      assertThat(SnsTopic.subject(message.headline())).matches("[!-~][ -~]{0,99}");
    }
  }

  private static Iterable<String> keys(JsonNode object) {
    return () -> {
      Iterator<String> names = object.fieldNames();
      return names;
    };
  }

  private static void items(JsonNode array, int most) {
    array.forEach(item -> text(item, most));
  }

  private static void text(JsonNode text, int most) {
    plain(text, most);
    assertThat(text.asText()).doesNotContain("\ud83d ");
  }

  private static void plain(JsonNode text, int most) {
    assertThat(text.isTextual()).isTrue();
    assertThat(text.asText()).isNotBlank().hasSizeLessThanOrEqualTo(most);
  }

  /** No markup of the application's: no mention, no link, no bold. */
  private static void markup(String text) {
    assertThat(text.replaceAll("&(amp|lt|gt);", "")).doesNotContain("<", ">", "&");
    assertThat(text.replaceFirst("^\\*", "").replaceFirst("(?m)\\*$", ""))
        .doesNotContainPattern("[^\u034f][*~`]");
  }

  @ParameterizedTest
  @CsvSource({
    "'[production] FAILED a: X', '[production] FAILED a: X'",
    "' ü\n', '?'",
    "'', 'batchmon'"
  })
  void subjectIsWhatSnsTakes(String headline, String subject) {
    assertThat(SnsTopic.subject(headline)).isEqualTo(subject);
  }

  @Test
  void topicIsToldAndAnswersWhatBecameOfIt() {
    SnsTopic topic = new SnsTopic(TOPIC, client(), clock);
    AlertMessage message = Messages.of(clock).first("nightly");
    aws.answer(
        Answer.of(200, "<PublishResponse/>"),
        Answer.of(
            403, "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>"));

    assertThat(topic.deliver(message).state()).isEqualTo(Delivery.State.DELIVERED);
    Delivery denied = topic.deliver(message);

    assertThat(denied.state()).isEqualTo(Delivery.State.CLOSED);
    assertThat(denied.reason()).contains("allow sns:Publish").contains(TOPIC);
    assertThat(topic.refresh()).as("at once").isFalse();
    clock.advance(Duration.ofMinutes(1));
    assertThat(topic.refresh()).as("a minute later").isTrue();
    String form = URLDecoder.decode(aws.requests().get(0).body(), StandardCharsets.UTF_8);
    assertThat(form)
        .contains("Subject=[production] FAILED nightly: IllegalStateException&")
        .contains("Message=" + ChatNotification.of(message));
  }

  @Test
  void busIsToldAndAnswersWhatBecameOfIt() throws IOException {
    EventBus bus = new EventBus("alerts", client(), clock);
    AlertMessage message = Messages.of(clock).first("nightly");
    aws.answer(
        Answer.of(200, "{\"FailedEntryCount\":0}"),
        Answer.of(
            200, "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"InternalFailure\"}]}"));

    assertThat(bus.deliver(message).state()).isEqualTo(Delivery.State.DELIVERED);
    assertThat(bus.deliver(message).state()).isEqualTo(Delivery.State.FAILED);

    JsonNode entry = json(aws.requests().get(0).body()).at("/Entries/0");
    assertThat(entry.path("Source").asText()).isEqualTo("batchmon");
    assertThat(entry.path("DetailType").asText()).isEqualTo("Batch Job Alert");
    JsonNode detail = json(entry.path("Detail").asText());
    assertThat(detail.at("/job/name").asText()).isEqualTo("nightly");
    assertThat(detail.path("event").asText()).isEqualTo("first_failure");
    assertThat(detail.at("/failure/summary").asText()).isEqualTo("IllegalStateException: Bad file");
    assertThat(detail.at("/run/id").asText()).isEqualTo(message.event().runId());
  }

  @ParameterizedTest
  @CsvSource({
    "batchmon.sns.topic.arn, alerts, is no ARN of a topic",
    "batchmon.sns.topic.arn, arn:aws:sqs:eu-central-1:1:q, is no ARN of a topic",
    "batchmon.sns.topic.arn, arn:aws:sns:eu-central-1:1:t:subscription, is no ARN of a topic",
    "batchmon.eventbridge.bus, arn:aws:events:eu-central-1:1:rule/x, is neither the name"
  })
  void whatIsNoneIsOneLine(String setting, String text, String problem) {
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    Settings settings =
        new Settings(
            Map.of(setting, new Settings.Value(text, "test")),
            AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8)));

    assertThat(
            setting.equals(SnsTopic.SETTING)
                ? SnsTopic.isUsable(settings)
                : EventBus.isUsable(settings))
        .isFalse();
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains(setting + "=" + text + " " + problem);
  }

  @ParameterizedTest
  @CsvSource({
    "batchmon.slack.webhook.url, env:ABSENT, env:ABSENT is not set",
    "batchmon.slack.webhook.secret, env:ABSENT, env:ABSENT is not set",
    "batchmon.slack.token, env:ABSENT, env:ABSENT is not set",
    "batchmon.pagerduty.routing.key, env:ABSENT, env:ABSENT is not set",
    "batchmon.webhook.url, env:ABSENT, env:ABSENT is not set",
    "batchmon.webhook.headers, env:ABSENT, env:ABSENT is not set"
  })
  void secretThatIsNotThereClosesTheChannelThatNeedsIt(String setting, String text, String why) {
    Map<String, Settings.Value> values = new HashMap<>();
    values.put(setting, new Settings.Value(text, "test"));
    values.put("batchmon.slack.channel", new Settings.Value("#jobs", "test"));
    if (setting.equals("batchmon.webhook.headers")) {
      values.put("batchmon.webhook.url", new Settings.Value("http://127.0.0.1:1/x", "test"));
    }
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));

    List<AlertChannel> open = Channels.of(new Settings(values, log), log).open();

    assertThat(open).hasSize(1);
    Delivery delivery = open.get(0).deliver(Messages.of(clock).first("nightly"));
    assertThat(delivery.state()).isEqualTo(Delivery.State.CLOSED);
    assertThat(delivery.reason()).contains(why);
    assertThat(stderr.size()).isZero();
  }
}
