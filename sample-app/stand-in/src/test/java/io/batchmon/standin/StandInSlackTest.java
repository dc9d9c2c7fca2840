package io.batchmon.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandInSlackTest {
  private static final String HELLO = "{\"text\":\"hello\"}";
  private final HttpClient client = HttpClient.newHttpClient();
  private StandInSlack slack;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
  }

  @AfterEach
  void stop() throws IOException {
    slack.close();
  }

  @Test
  void goodMessageIsKept() throws Exception {
    HttpResponse<String> answer = post(HELLO);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(slack.awaitMessages(1, Duration.ofSeconds(1)).get(0).path("text").asText())
        .isEqualTo("hello");
  }

  @Test
  void otherPathIsNoService() throws Exception {
    HttpResponse<String> answer = post(slack.url() + "x", HELLO);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("no_service");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "[] # no JSON object",
        "{} # no_text",
        "{'text':''} # text is empty",
        "{'text':'Hi <!channel>'} # text: unescaped <",
        "{'text':'<@U123>'} # text: unescaped <",
        "{'text':'<http://a<!here>'} # text: unescaped <",
        "{'text':'a & b'} # text: unescaped &",
        "{'text':'a > b'} # text: unescaped >",
        "{'text':'a','link_names':true} # link_names",
        "{'text':'a','blocks':[{'type':'header','text':{'type':'mrkdwn','text':'a'}}]} # plain_text",
        "{'text':'a','blocks':[{'type':'table'}]} # invalid_blocks",
        "{'text':'a','blocks':[{'type':'section'}]} # neither text nor fields",
        "{'text':'a','blocks':[{'type':'section','fields':[]}]} # is empty",
        "{'text':'a','blocks':[{'type':'rich_text','elements':[{'type':'rich_text_section',"
            + "'elements':[{'type':'text','text':''}]}]}]} # is empty",
      })
  void badPayloadIsRefused(String payload, String problem) throws Exception {
    HttpResponse<String> answer = post(payload.replace('\'', '"'));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("invalid_payload");
    assertThat(slack.requests().get(0).problem()).contains(problem);
    assertThat(slack.messages()).isEmpty();
  }

  @Test
  void headerOf151CharactersIsRefusedAndOf150IsNot() throws Exception {
    assertThat(post(header(151)).statusCode()).isEqualTo(400);
    assertThat(post(header(150)).statusCode()).isEqualTo(200);
  }

  private static String header(int length) {
    return "{\"text\":\"a\",\"blocks\":[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\","
        + "\"text\":\""
        + "x".repeat(length)
        + "\"}}]}";
  }

  @Test
  void dateTokenAndLinkAreAllowed() throws Exception {
    String text = "<!date^1767225600^{date_short}|2026-01-01> <https://a.example/x?y=1&amp;z|x>";

    assertThat(post("{\"text\":\"" + text + "\"}").statusCode()).isEqualTo(200);
    assertThat(StandInSlack.render(slack.messages().get(0)))
        .contains("2026-01-01 x (https://a.example/x?y=1&z)");
  }

  @Test
  void faultsComeInOrderAndEnd() throws Exception {
    slack.failNext(Fault.tooManyRequests("3"), Fault.answer(410, "gone_archived"));

    HttpResponse<String> limited = post(HELLO);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).hasValue("3");
    assertThat(post(HELLO).statusCode()).isEqualTo(410);
    assertThat(slack.messages()).isEmpty();
    assertThat(post(HELLO).statusCode()).isEqualTo(200);
  }

  @Test
  void resetIsAnExceptionAtTheClient() {
    slack.failAlways(Fault.reset());
    assertThatThrownBy(() -> post(HELLO)).isInstanceOf(IOException.class);

    slack.failAlways(Fault.resetAfterHeaders());
    assertThatThrownBy(() -> post(HELLO)).isInstanceOf(IOException.class);
    assertThat(slack.messages()).isEmpty();
  }

  @Test
  void hangIsATimeoutAtTheClient() {
    slack.failNext(Fault.hang());

    assertThatThrownBy(() -> post(HELLO)).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void secondMessageWithinASecondIsLimited() throws Exception {
    slack.onePerSecond();

    assertThat(post(HELLO).statusCode()).isEqualTo(200);
    HttpResponse<String> limited = post(HELLO);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void waitingInVainNamesWhatArrived() throws Exception {
    post("{}");

    assertThatThrownBy(() -> slack.awaitMessages(1, Duration.ofMillis(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 of 1")
        .hasMessageContaining("400 no_text");
  }

  @Test
  void renderedMessageReadsLikeSlack() throws Exception {
    String json =
        ("{'text':'FAILED a &lt;b&gt;','blocks':["
                + "{'type':'header','text':{'type':'plain_text','text':'FAILED  a'}},"
                + "{'type':'section','fields':[{'type':'mrkdwn','text':'*Service*\\nbilling'},"
                + "{'type':'mrkdwn','text':'*Took*\\n12 s'}]},"
                + "{'type':'rich_text','elements':[{'type':'rich_text_preformatted','elements':"
                + "[{'type':'text','text':'at x.Y\\nat z'}]}]},"
                + "{'type':'context','elements':[{'type':'mrkdwn','text':'host h'}]}]}")
            .replace('\'', '"');

    assertThat(StandInSlack.render(new ObjectMapper().readTree(json)))
        .isEqualTo(
            """
            ( FAILED a <b> )
            +-- batchmon
            | FAILED  a
            | =========
            | Service: billing                      Took: 12 s
            |     at x.Y
            |     at z
            |   host h
            +--
            """);
  }

  private String api(String method, String token, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(slack.apiUrl() + method))
            .timeout(Duration.ofSeconds(2))
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "chat.postMessage | {'channel':'#gone','text':'a'} | channel_not_found",
        "chat.postMessage | {'channel':'#batch'} | no_text",
        "chat.postMessage | {'channel':'#batch','text':'<!here>'} | invalid_blocks",
        "chat.postMessage | {'channel':'#batch','text':'a','thread_ts':'1.2'} | thread_not_found",
        "chat.postMessage | {'channel':'#batch','text':'a','reply_broadcast':true} | invalid_arg",
        "chat.update | {'channel':'#batch','ts':'1.2','text':'a'} | channel_not_found",
        "chat.update | {'channel':'C0BATCH','ts':'1.2','text':'a'} | message_not_found",
        "chat.delete | {'channel':'C0BATCH','text':'a'} | unknown_method",
        "chat.postMessage | [] | invalid_json",
      })
  void botIsRefusedInsideOfAGoodAnswer(String method, String body, String error) throws Exception {
    assertThat(api(method, slack.token(), body)).contains("\"ok\":false").contains(error);
    assertThat(slack.seen()).isEmpty();
  }

  @Test
  void botNeedsItsToken() throws Exception {
    String body = "{'channel':'#batch','text':'a'}";

    assertThat(api("chat.postMessage", "", body)).contains("not_authed");
    assertThat(api("chat.postMessage", "xoxb-other", body)).contains("invalid_auth");
    assertThat(api("chat.postMessage", slack.token(), body)).contains("\"ok\":true");
  }

  @Test
  void threadsAndEditsAreSeen() throws Exception {
    api("chat.postMessage", slack.token(), "{'channel':'#batch','text':'a'}");
    String ts = slack.seen().get(0).path("ts").asText();
    api(
        "chat.postMessage",
        slack.token(),
        "{'channel':'C0BATCH','thread_ts':'" + ts + "','reply_broadcast':true,'text':'b'}");
    api("chat.update", slack.token(), "{'channel':'C0BATCH','ts':'" + ts + "','text':'c'}");

    assertThat(slack.seen()).extracting(m -> m.path("text").asText()).containsExactly("c", "b");
    assertThat(slack.messages()).hasSize(2);
  }

  @Test
  void burstOfMessagesIsTakenAndThenLimited() throws Exception {
    slack.onePerSecond(3);
    for (int i = 0; i < 3; i++) {
      assertThat(api("chat.postMessage", slack.token(), "{'channel':'#batch','text':'a'}"))
          .contains("\"ok\":true");
    }
    assertThat(api("chat.postMessage", slack.token(), "{'channel':'#batch','text':'a'}"))
        .contains("ratelimited");
    assertThat(slack.requests().get(3).status()).isEqualTo(429);
    assertThat(api("chat.postMessage", slack.token(), "{'channel':'#billing','text':'a'}"))
        .contains("\"ok\":true");
  }

  private HttpResponse<String> post(String body) throws Exception {
    return post(slack.url(), body);
  }

  private HttpResponse<String> post(String url, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(2))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
