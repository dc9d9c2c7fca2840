package io.batchmon.agent.channel;

import static io.batchmon.standin.Fault.answer;
import static io.batchmon.standin.Fault.tooManyRequests;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.secret.Secret;
import io.batchmon.standin.Exchange;
import io.batchmon.standin.StandInSlack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads, edits and errors of a bot, over real HTTP. */
class SlackBotTest {
  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log =
      AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8))
          .with(AgentLog.Level.DEBUG, null);
  private final Messages messages = Messages.of(clock);
  private final SentMessages threads = new SentMessages();
  private StandInSlack slack;
  private SlackBot bot;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
    bot = bot(slack.token(), "#batch");
  }

  @AfterEach
  void stopAndSearchForTheSecret() throws IOException {
    slack.close();
    assertThat(stderr.toString(StandardCharsets.UTF_8)).doesNotContain(slack.secret());
  }

  private SlackBot bot(String token, String channel) {
    WebClient client = new WebClient(Secret.of(slack.apiUrl()), 500, 500);
    return new SlackBot(client, Secret.of(token), channel, threads, log);
  }

  private Delivery.State deliver(AlertMessage message) {
    Delivery delivery = bot.deliver(message);
    assertThat(delivery.reason()).doesNotContain(slack.secret());
    return delivery.state();
  }

  private static AlertMessage withRule(TickingClock clock, String key, String value) {
    Map<String, String> rule =
        Map.of("batchmon.rule.r.match", "nightly", "batchmon.rule.r." + key, value);
    return Messages.of(clock, rule, "billing", "production", "h").first("nightly");
  }

  private List<String> methods() {
    return slack.requests().stream().map(r -> r.path().substring("/api/".length())).toList();
  }

  @Test
  void incidentIsAThreadWhoseFirstMessageShowsHowThingsAre() {
    assertThat(deliver(messages.first("nightly"))).isEqualTo(Delivery.State.DELIVERED);
    assertThat(deliver(messages.next(Reason.AGGREGATED, "nightly")))
        .isEqualTo(Delivery.State.DELIVERED);
    assertThat(deliver(messages.next(Reason.ESCALATED, "nightly")))
        .isEqualTo(Delivery.State.DELIVERED);
    assertThat(deliver(messages.recovered("nightly"))).isEqualTo(Delivery.State.DELIVERED);

    List<JsonNode> seen = slack.seen();
    assertThat(seen).hasSize(4);
    JsonNode first = seen.get(0);
    assertThat(first.path("channel").asText()).isEqualTo("C0BATCH");
    assertThat(first.path("edited").asInt()).isEqualTo(3);
    assertThat(first.path("text").asText()).startsWith("[production] OK AGAIN nightly");
    for (JsonNode reply : seen.subList(1, 4)) {
      assertThat(reply.path("thread_ts").asText()).isEqualTo(first.path("ts").asText());
    }
    assertThat(seen.subList(1, 4))
        .extracting(reply -> reply.path("reply_broadcast").asBoolean())
        .containsExactly(false, true, true);
    assertThat(threads.save()).isEmpty();
  }

  @Test
  void nextFailureAfterTheEndIsANewThread() {
    deliver(messages.first("nightly"));
    deliver(messages.recovered("nightly"));
    deliver(messages.first("nightly"));

    assertThat(slack.seen().get(2).has("thread_ts")).isFalse();
  }

  @Test
  void anotherJvmGoesOnWithTheThread() {
    deliver(messages.first("nightly"));
    SentMessages others = new SentMessages();
    others.load("no such line\n\nx \n" + bot.memory());
    WebClient client = new WebClient(Secret.of(slack.apiUrl()), 500, 500);
    SlackBot other = new SlackBot(client, Secret.of(slack.token()), "#batch", others, log);

    other.deliver(messages.recovered("nightly"));

    assertThat(slack.seen().get(1).path("thread_ts")).isEqualTo(slack.seen().get(0).path("ts"));
    assertThat(bot.memory()).matches("[0-9a-f]{32} C0BATCH \\d+\\.\\d+\n");
  }

  @Test
  void ruleNamesTheChannel() {
    deliver(withRule(clock, "channel", "#billing"));

    assertThat(slack.seen().get(0).path("channel").asText()).isEqualTo("C0BILLING");
  }

  @Test
  void channelOfARuleThatDoesNotWorkIsOneLineAndTheOtherIsUsed() {
    deliver(withRule(clock, "channel", "#gone"));
    deliver(withRule(clock, "channel", "#gone"));

    assertThat(slack.seen())
        .extracting(m -> m.path("channel").asText())
        .containsExactly("C0BATCH", "C0BATCH");
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("Slack takes no alerts for #gone: channel_not_found; invite the bot")
        .contains("they go to #batch");
    assertThat(methods())
        .containsExactly("chat.postMessage", "chat.postMessage", "chat.postMessage", "chat.update");
  }

  @Test
  void ownerIsMentionedWhenItBeginsAndWhenItGetsWorse() {
    slack.allowMention("<!subteam^S123>");
    Map<String, String> rule =
        Map.of("batchmon.rule.r.match", "nightly", "batchmon.rule.r.owner", "<!subteam^S123>");
    Messages ruled = Messages.of(clock, rule, "billing", "production", "h");

    deliver(ruled.first("nightly"));
    deliver(ruled.recovered("nightly"));

    assertThat(slack.messages()).hasSize(2);
    assertThat(slack.messages().get(0).toString()).contains("Owner: <!subteam^S123>");
    assertThat(slack.messages().get(1).toString()).doesNotContain("subteam");
  }

  @ParameterizedTest
  @CsvSource({
    "<!here>, <!here>",
    "@here, <!here>",
    "@channel, <!channel>",
    "<!subteam^S012AB>, <!subteam^S012AB>",
    "<@U012AB>, <@U012AB>",
    "team billing,",
    "<!subteam^S1> <!here>,",
    "<!subteam^S1|x>,",
    "<http://x|y>,",
    "<@U1> & co,",
  })
  void onlyWholeMentionsAreMarkup(String owner, String mention) {
    assertThat(SlackMention.of(owner)).isEqualTo(mention);
  }

  @Test
  void ownerThatIsNoMentionIsEscaped() {
    deliver(withRule(clock, "owner", "<!subteam^S1> & <!here>"));

    assertThat(slack.messages().get(0).toString())
        .contains("Owner: &lt;!subteam^S1&gt; &amp; &lt;!here&gt;");
  }

  @Test
  void threadThatWasRemovedIsBegunAnew() {
    AlertMessage first = messages.first("nightly");
    threads.put(IncidentKey.of(first.incident()), "C0BATCH 111.222");

    assertThat(deliver(first)).isEqualTo(Delivery.State.DELIVERED);

    assertThat(slack.seen())
        .singleElement()
        .satisfies(m -> assertThat(m.has("thread_ts")).isFalse());
    assertThat(threads.save()).contains(slack.seen().get(0).path("ts").asText());
  }

  @Test
  void editThatFailsDoesNotSendTheReplyAgain() {
    deliver(messages.first("nightly"));
    slack.failNext(answer(200, "{\"ok\":true}"), answer(500, ""));

    assertThat(deliver(messages.next(Reason.AGGREGATED, "nightly")))
        .isEqualTo(Delivery.State.DELIVERED);

    assertThat(methods()).containsExactly("chat.postMessage", "chat.postMessage", "chat.update");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xoxb-revoked", "x\u0007y"})
  void wrongTokenIsNotTriedForEver(String token) {
    bot = bot(token, "#batch");

    Delivery delivery = bot.deliver(messages.first("nightly"));

    assertThat(delivery.state())
        .isEqualTo(token.startsWith("xoxb") ? Delivery.State.CLOSED : Delivery.State.FAILED);
    assertThat(delivery.reason()).doesNotContain(token);
  }

  @Test
  void errorInsideOfGoodAnswerNamesTheRemedy() {
    bot = bot("xoxb-revoked", "#batch");
    assertThat(bot.deliver(messages.first("nightly")).reason())
        .isEqualTo(
            "answer invalid_auth; check batchmon.slack.token, its scope chat:write, and that the"
                + " bot is in #batch");

    slack.archive("#old");
    bot = bot(slack.token(), "#old");
    assertThat(bot.deliver(messages.first("hourly")).reason()).startsWith("answer is_archived; ");
  }

  @ParameterizedTest
  @CsvSource({
    "internal_error, FAILED",
    "ratelimited, FAILED",
    "invalid_blocks, REFUSED",
    "msg_blocks_too_long, REFUSED",
    "token_expired, CLOSED",
    "not_in_channel, CLOSED",
    "some_new_error, REFUSED",
  })
  void errorsAreTemporaryOrOfTheMessageOrOfTheChannel(String error, Delivery.State state) {
    slack.failAlways(answer(200, "{\"ok\":false,\"error\":\"" + error + "\"}"));

    assertThat(deliver(messages.first("nightly"))).isEqualTo(state);

    assertThat(slack.requests()).hasSize(state == Delivery.State.REFUSED ? 2 : 1);
  }

  @Test
  void refusedBlocksAreSentOnceAsText() {
    slack.failNext(answer(200, "{\"ok\":false,\"error\":\"invalid_blocks\"}"));

    assertThat(deliver(messages.first("nightly"))).isEqualTo(Delivery.State.DELIVERED);

    assertThat(slack.seen().get(0).has("blocks")).isFalse();
  }

  @Test
  void tooManyRequestsSayWhenToComeBack() {
    slack.failNext(tooManyRequests("30"));

    Delivery delivery = bot.deliver(messages.first("nightly"));

    assertThat(delivery.state()).isEqualTo(Delivery.State.RETRY_AFTER);
    assertThat(delivery.millis()).isEqualTo(30_000);
    assertThat(slack.onePerSecond()).isSameAs(slack);
    deliver(messages.first("a"));
    assertThat(bot.deliver(messages.first("b")).millis()).isEqualTo(1000);
  }

  @Test
  void answerThatIsNoJsonIsTriedAgain() {
    slack.failNext(answer(200, "<html>proxy</html>"), answer(302, ""), answer(200, ""));

    assertThat(deliver(messages.first("nightly"))).isEqualTo(Delivery.State.FAILED);
    assertThat(deliver(messages.first("hourly"))).isEqualTo(Delivery.State.FAILED);
    assertThat(deliver(messages.first("daily"))).isEqualTo(Delivery.State.FAILED);
  }

  @Test
  void tokenIsInTheHeaderAlone() {
    deliver(messages.first("nightly"));

    Exchange request = slack.requests().get(0);
    assertThat(request.authorization()).isEqualTo("Bearer " + slack.token());
    assertThat(request.path() + request.body()).doesNotContain(slack.secret());
  }
}
