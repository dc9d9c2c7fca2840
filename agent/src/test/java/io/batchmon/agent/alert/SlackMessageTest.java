package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.StandInSlack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackMessageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAYLOADS = 6000;

  private final TickingClock clock = new TickingClock();

  private static AlertConfig config(String service, String environment, String host) {
    Settings settings =
        new Settings(
            Map.of(
                "batchmon.trace.url",
                new Settings.Value("https://t.example/{traceId}?<|>&" + host, "test")),
            AgentLog.to(System.err));
    return AlertConfig.of(settings, text -> text, service, environment, host);
  }

  private AlertMessage message(AlertConfig config, JobRun run, RunResult result) {
    AlertEvent event = Jobs.event(clock, run, result);
    AlertMessage message =
        new Incidents(config, 10, Jobs.NOBODY).failed(event, 1, clock.currentMillis());
    assertThat(message).isNotNull();
    return message;
  }

  private AlertMessage failing(String name, Throwable thrown) {
    return message(
        config("billing-batch", "production", "h"),
        JobRun.of(RunKind.JOB, JobName.of("main", name)),
        RunResult.failed(thrown));
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
    assertThat(SlackText.printable("a\ud800b\udc00\u0000c\uffffd\u202ee\r\nf\rg"))
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
        .hasSizeLessThanOrEqualTo(Failure.MAX_LINE);
  }

  /** Whatever an application calls its jobs and writes into its exceptions, Slack takes it. */
  @Test
  void randomUnicodeStaysWithinEveryLimit() {
    Random random = new Random(4711);
    for (int i = 0; i < PAYLOADS; i++) {
      AlertMessage message = random(random);
      assertThat(preformatted(message)).hasSizeLessThanOrEqualTo(12);
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

  private AlertMessage random(Random random) {
    AlertConfig config = config(text(random, 300), text(random, 40), text(random, 300));
    JobRun run =
        JobRun.builder(RunKind.JOB, JobName.of("main", text(random, 50), text(random, 400)))
            .schedule(text(random, 400))
            .trigger(text(random, 100))
            .nextMillis(random.nextLong() >> 16)
            .attempt(random.nextInt(5))
            .build();
    RunResult result =
        random.nextInt(4) == 0
            ? RunResult.failed(text(random, 20_000), text(random, 500))
            : RunResult.failed(thrown(random, random.nextInt(9)));
    AlertMessage failed =
        message(config, run, result.withStatus(text(random, 400)).withExitCode(text(random, 400)));
    if (random.nextInt(5) > 0) {
      return failed;
    }
    List<Incident> closed = new ArrayList<>();
    closed.add(
        Incident.closed("e", "s", run.name(), AlertKind.FAILED, Fingerprint.ofReason("t", "r"))
            .failed(failed.event(), 1 + random.nextInt(1000), config.policy()));
    clock.advance(Duration.ofMinutes(1));
    return AlertMessage.recovered(config, closed, Jobs.event(clock, run, RunResult.succeeded()));
  }

  private static Throwable thrown(Random random, int causes) {
    Throwable cause = causes == 0 ? null : thrown(random, causes - 1);
    Throwable thrown =
        new IllegalStateException(random.nextInt(5) == 0 ? null : text(random, 12_000), cause);
    StackTraceElement[] frames = new StackTraceElement[random.nextInt(40)];
    for (int i = 0; i < frames.length; i++) {
      String type = random.nextInt(3) == 0 ? "java.util." : "";
      frames[i] =
          new StackTraceElement(
              type + text(random, 150), text(random, 100), text(random, 50), random.nextInt());
    }
    thrown.setStackTrace(frames);
    return thrown;
  }

  private static final String[] PIECES = {
    "<!channel>",
    "<@U123>",
    "<#C1|x>",
    "&",
    "&lt;",
    "<",
    ">",
    "```",
    "*",
    "|",
    "\n",
    "\r\n",
    "\u0000",
    "\ud83d\ude00",
    "\ud800",
    "\udfff",
    "\u202e",
    "\uffff",
    "http://x/<y>",
    " ",
    "%",
    "\u2028",
    "ä",
    "<!date^1^{date}|x>",
    "\"",
    "\\",
    "\t",
    "文",
    "e\u0301"
  };

  /** Mostly short, at times as long as it may get. */
  private static String text(Random random, int most) {
    int length = random.nextInt(10) == 0 ? random.nextInt(most + 1) : random.nextInt(40);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int kind = random.nextInt(4);
      if (kind == 0) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      } else if (kind == 1) {
        text.append((char) random.nextInt(0x10000));
      } else if (kind == 2) {
        text.appendCodePoint(random.nextInt(0x110000));
      } else {
        text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }
}
