package io.batchmon.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.standin.StandInWebhook.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit refuses what is one beyond it. */
class StandInWebhookTest {
  private static final String PAGE =
      "{'routing_key':'%s','event_action':'trigger','dedup_key':'%s','payload':{'summary':'%s',"
          + "'source':'s','severity':'error','timestamp':'2026-01-01T00:00:00Z'}}";
  private static final String EMBED =
      "{'content':'%s','allowed_mentions':{'parse':[]},'embeds':[{'description':'%s',"
          + "'fields':[{'name':'n','value':'%s'}]}]}";
  private static final String CARD =
      "{'type':'message','attachments':[{'contentType':'application/vnd.microsoft.card.adaptive',"
          + "'content':{'type':'AdaptiveCard','version':'1.4','body':[{'type':'RichTextBlock',"
          + "'inlines':[{'type':'TextRun','text':'%s'}]}]}}]}";
  private static final String ISSUE =
      "{'fields':{'project':{'key':'OPS'},'issuetype':{'name':'Bug'},'summary':'%s','description':"
          + "{'type':'doc','version':1,'content':[{'type':'paragraph','content':"
          + "[{'type':'text','text':'%s'}]}]}}}";
  private static final String ALERT =
      "{'message':'%s','alias':'a','priority':'P1','details':{'a':'%s'}}";

  private static String problem(Kind kind, String body) {
    return StandInWebhook.problem(kind, body.replace('\'', '"'));
  }

  private static String x(int length) {
    return "x".repeat(length);
  }

  @Test
  void whatIsAtTheLimitIsTaken() {
    assertThat(problem(Kind.PAGERDUTY, PAGE.formatted(x(32), x(255), x(1024)))).isNull();
    assertThat(problem(Kind.DISCORD, EMBED.formatted(x(2000), x(4096), x(1024)))).isNull();
    assertThat(problem(Kind.TELEGRAM, "{'chat_id':'1','text':'" + x(4096) + "'}")).isNull();
    assertThat(problem(Kind.TEAMS, CARD.formatted(x(10_000)))).isNull();
    assertThat(problem(Kind.JIRA, ISSUE.formatted(x(255), "a"))).isNull();
    assertThat(problem(Kind.OPSGENIE, ALERT.formatted(x(130), x(8000)))).isNull();
  }

  @Test
  void whatIsBeyondTheLimitIsRefused() {
    assertThat(problem(Kind.PAGERDUTY, PAGE.formatted(x(31), "a", "a"))).contains("routing_key");
    assertThat(problem(Kind.PAGERDUTY, PAGE.formatted(x(32), x(256), "a"))).contains("dedup_key");
    assertThat(problem(Kind.PAGERDUTY, PAGE.formatted(x(32), "a", x(1025)))).contains("summary");
    assertThat(problem(Kind.DISCORD, EMBED.formatted(x(2001), "a", "a"))).contains("content");
    assertThat(problem(Kind.DISCORD, EMBED.formatted("a", x(4097), "a"))).contains("description");
    assertThat(problem(Kind.DISCORD, EMBED.formatted("a", "a", x(1025)))).contains("value");
    assertThat(problem(Kind.DISCORD, EMBED.formatted("@everyone", "a", "a"))).contains("markup");
    assertThat(problem(Kind.DISCORD, EMBED.formatted("a", "```a", "a"))).contains("fence");
    assertThat(problem(Kind.TELEGRAM, "{'chat_id':'1','text':'" + x(4097) + "'}")).contains("text");
    assertThat(problem(Kind.TEAMS, CARD.formatted(x(10_001)))).contains("text");
    assertThat(problem(Kind.JIRA, ISSUE.formatted(x(256), "a"))).contains("summary");
    assertThat(problem(Kind.JIRA, ISSUE.formatted("a", ""))).contains("empty text node");
    assertThat(problem(Kind.JIRA, ISSUE.formatted("a", x(33_000)))).contains("too long");
    assertThat(problem(Kind.OPSGENIE, ALERT.formatted(x(131), "a"))).contains("message");
    assertThat(problem(Kind.OPSGENIE, ALERT.formatted("a", x(8001)))).contains("details");
  }

  @ParameterizedTest
  @CsvSource({
    "a <b>c, is not closed",
    "a < b, unescaped <",
    "a & b, unescaped &",
    "a </b>, can't parse",
  })
  void brokenHtmlIsRefused(String text, String problem) {
    assertThat(problem(Kind.TELEGRAM, "{'chat_id':'1','parse_mode':'HTML','text':'" + text + "'}"))
        .contains(problem);
  }

  @Test
  void resolveOfNothingIsAnsweredLikeTheOthersAndDropped() throws Exception {
    try (StandInWebhook server = StandInWebhook.start(Kind.PAGERDUTY)) {
      String body =
          "{'routing_key':'%s','event_action':'resolve','dedup_key':'a'}"
              .formatted(x(32))
              .replace('\'', '"');
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url()))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      int status =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode();

      assertThat(status).isEqualTo(202);
      assertThat(server.messages()).isEmpty();
      assertThat(server.requests().get(0).problem()).isEqualTo("nothing to resolve");
    }
  }
}
