package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.RandomMessages;
import io.batchmon.agent.alert.Thrown;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.alert.Words;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackMessageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAYLOADS = 20_000;

  private final TickingClock clock = new TickingClock();

  private AlertMessage failing(String name, Throwable thrown) {
    return Messages.of(clock)
        .failed(JobRun.of(RunKind.JOB, JobName.of("main", name)), RunResult.failed(thrown));
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<String> preformatted(AlertMessage message) {
    for (JsonNode block : json(SlackMessage.blocks(message)).path("blocks")) {
      for (JsonNode element : block.path("elements")) {
        if (element.path("type").asText().equals("rich_text_preformatted")) {
          return List.of(element.at("/elements/0/text").asText().split("\n", -1));
        }
      }
    }
    return List.of();
  }

  @Test
  void markupIsEscapedInMrkdwnAndTextAndLiteralElsewhere() {
    JsonNode message =
        json(
            SlackMessage.blocks(
                failing("<!channel> & *x*", new IllegalStateException("<@U1> & `y`"))));

    assertThat(message.path("text").asText())
        .startsWith("[production] FAILED &lt;!channel&gt; &amp; ");
    assertThat(message.at("/blocks/0/text/text").asText()).isEqualTo("FAILED  <!channel> & *x*");
    assertThat(message.at("/blocks/2/elements/0/elements/0/text").asText())
        .isEqualTo("IllegalStateException: <@U1> & `y`");
    assertThat(SlackText.literal("* * 2 `x` ~y~", 99)).doesNotContain(" *", " `", " ~");
  }

  @ParameterizedTest
  @CsvSource({
    "a&b,5,a…",
    "a&b,7,a&amp;b",
    "a&b,6,a…",
    "abcdef,4,abc…",
    "😀😀😀,5,😀😀…",
    "😀😀,3,😀…"
  })
  void cutIsNeverInsideAnEntityOrCharacter(String text, int most, String expected) {
    assertThat(SlackText.escaped(text, most)).isEqualTo(expected);
  }

  @Test
  void brokenTextIsMadePrintable() {
    assertThat(Words.printable("a\ud800b\udc00\u0000c\uffffd\u202ee\r\nf\rg"))
        .isEqualTo("a\ufffdb\ufffd c\ufffdde\nf\ng");
  }

  @Test
  void stackShowsTheApplicationAndFoldsTheRest() {
    Throwable thrown =
        Thrown.with(
            new IllegalStateException(
                "cannot load",
                Thrown.with(
                    new IOException("refused"),
                    "java.net.Socket.connect:1",
                    "com.zaxxer.hikari.pool.X.get:2",
                    "com.acme.Loader.load:88",
                    "com.acme.Job.execute:41",
                    "org.quartz.core.JobRunShell.run:202")),
            "com.acme.Loader.load:90",
            "com.acme.Job.execute:41",
            "org.quartz.core.JobRunShell.run:202",
            "org.quartz.simpl.X.run:573");

    assertThat(preformatted(failing("j", thrown)))
        .containsExactly(
            "java.lang.IllegalStateException: cannot load",
            "    at com.acme.Loader.load(Loader.java:90)",
            "    at com.acme.Job.execute(Job.java:41)",
            "    ... 2 org.quartz",
            "Caused by: java.io.IOException: refused",
            "    ... 2 java.net",
            "    at com.acme.Loader.load(Loader.java:88)",
            "    at com.acme.Job.execute(Job.java:41)",
            "    ... 1 org.quartz");
  }

  @Test
  void framesThatTheEnclosingExceptionHasAreNotRepeated() {
    Throwable thrown =
        Thrown.with(
            new IllegalStateException(
                "outer", Thrown.with(new IOException("inner"), "a.Db.q:5", "a.B.b:2", "a.C.c:3")),
            "a.Service.s:1",
            "a.B.b:2",
            "a.C.c:3");

    assertThat(preformatted(failing("j", thrown)))
        .containsExactly(
            "java.lang.IllegalStateException: outer",
            "    at a.Service.s(Service.java:1)",
            "    at a.B.b(B.java:2)",
            "    at a.C.c(C.java:3)",
            "Caused by: java.io.IOException: inner",
            "    at a.Db.q(Db.java:5)");
  }

  @Test
  void longChainKeepsItsHeadAndItsRootCause() {
    Throwable thrown = Thrown.with(new IOException("root"), frames(40));
    for (int i = 7; i > 0; i--) {
      thrown = Thrown.with(new IllegalStateException("wrap " + i, thrown), frames(30));
    }

    List<String> stack = preformatted(failing("j", thrown));

    assertThat(stack).hasSize(12);
    assertThat(stack.get(0)).isEqualTo("java.lang.IllegalStateException: wrap 1");
    assertThat(stack).contains("Caused by: java.io.IOException: root");
    assertThat(stack.get(stack.size() - 1)).matches(" {4}... \\d+ more lines");
  }

  private static String[] frames(int count) {
    String[] frames = new String[count];
    for (int i = 0; i < count; i++) {
      frames[i] = "com.acme.billing.Some" + i + ".method" + i + ":" + count * (i + 1);
    }
    return frames;
  }

  @Test
  void longFrameKeepsItsFileAndLine() {
    String type = "com.acme." + "verylong.".repeat(20) + "Loader";
    assertThat(preformatted(failing("j", Thrown.with(new IOException("x"), type + ".load:4711"))))
        .element(1)
        .asString()
        .startsWith("    at com.acme.")
        .endsWith("Loader.load(Loader.java:4711)")
        .hasSizeLessThanOrEqualTo(120);
  }

  /** Whatever an application calls its jobs and writes into its exceptions, Slack takes it. */
  @Test
  void randomUnicodeStaysWithinEveryLimit() {
    Random random = new Random(4711);
    for (int i = 0; i < PAYLOADS; i++) {
      AlertMessage message = RandomMessages.of(clock, random);
      assertThat(message.logTail()).hasSizeLessThanOrEqualTo(20);
      // why: of a failure without a stack the log lines are the first that is preformatted
      assertThat(preformatted(message))
          .hasSizeLessThanOrEqualTo(
              message.failure() == null || message.failure().stack().isEmpty() ? 20 : 12);
      assertThat(String.join("\n", preformatted(message)).length()).isLessThanOrEqualTo(1500);
      for (byte[] body : List.of(SlackMessage.blocks(message), SlackMessage.plain(message))) {
        JsonNode json = json(body);
        assertThat(StandInSlack.problem(json)).as("payload %d: %s", i, json).isNull();
        assertThat(characters(json)).as("payload %d", i).isLessThan(10_000);
        if (json.has("blocks")) {
          assertThat(json.path("text").asText().length()).isLessThanOrEqualTo(200);
        }
      }
    }
  }

  private static int characters(JsonNode node) {
    int sum = node.isTextual() ? node.asText().length() : 0;
    for (JsonNode child : node) {
      sum += characters(child);
    }
    return sum;
  }
}
