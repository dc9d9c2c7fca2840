package io.batchmon.agent.alert;

import static io.batchmon.standin.Fault.answer;
import static io.batchmon.standin.Fault.reset;
import static io.batchmon.standin.Fault.tooManyRequests;
import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.channel.Channels;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.standin.StandInSlack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the sender tries, over real HTTP, with time that only passes when it is told to. */
class AlertRouteTest {
  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private AgentLog log;
  @TempDir private Path folder;
  private StandInSlack slack;
  private AlertRoute route;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
    log =
        AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8))
            .with(AgentLog.Level.DEBUG, folder.resolve("log").toString());
    route = route(channel(slack.url()));
  }

  @AfterEach
  void stopAndSearchForTheSecret() throws IOException {
    slack.close();
    assertThat(logged()).doesNotContain(slack.secret()).doesNotContain("/services/T0STANDIN");
  }

  private String logged() throws IOException {
    return stderr.toString(StandardCharsets.UTF_8) + Files.readString(folder.resolve("log"));
  }

  private AlertChannel channel(String url) {
    Map<String, Settings.Value> values =
        Map.of("batchmon.slack.webhook.url", new Settings.Value(url, "test"));
    return Channels.of(new Settings(values, log), log).open().get(0);
  }

  private AlertRoute route(AlertChannel... channels) {
    return new AlertRoute(
        List.of(channels), null, Runnable::run, log, clock, new Random(1), Jobs.UNOBSERVED);
  }

  private AlertMessage message() {
    return Messages.of(clock).first("nightly-invoice");
  }

  private Duration next() {
    return Duration.ofNanos(route.send());
  }

  @Test
  void nothingToSendIsNeverDue() {
    assertThat(route.send()).isEqualTo(AlertSender.NEVER);
  }

  @Test
  void retryAfterIsHonouredToWithinASecond() {
    slack.failNext(tooManyRequests("30"));
    route.offer(message());

    Duration wait = next();
    assertThat(wait).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
    clock.advance(Duration.ofSeconds(29));
    assertThat(next()).isEqualTo(wait.minusSeconds(29));
    assertThat(slack.requests()).hasSize(1);
    clock.advance(wait.minusSeconds(29));

    assertThat(route.send()).isEqualTo(AlertSender.NEVER);
    assertThat(slack.messages()).hasSize(1);
  }

  @Test
  void temporaryFailuresAreTriedAgainLaterAndLater() throws IOException {
    slack.failNext(
        answer(500, "rollup_error"),
        tooManyRequests(null),
        reset(),
        reset(),
        answer(503, ""),
        answer(500, "<html>/services/T0STANDIN/</html>"));
    route.offer(message());

    List<Duration> waits = new ArrayList<>();
    for (int tries = 0; tries < 6; tries++) {
      Duration wait = next();
      waits.add(wait);
      clock.advance(wait);
    }

    for (int i = 0; i < waits.size(); i++) {
      Duration least = Duration.ofSeconds(1L << i);
      assertThat(waits.get(i)).isBetween(least, least.multipliedBy(3).dividedBy(2));
    }
    assertThat(route.send()).isEqualTo(AlertSender.NEVER);
    assertThat(slack.messages()).hasSize(1);
    assertThat(stderr.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("Slack could not be reached 3 times")
        .contains("1 alert waits, the next try follows in 4");
    assertThat(logged()).contains("INFO Slack takes alerts again");
  }

  @Test
  void pausesDoNotGrowForEver() {
    slack.failAlways(answer(500, ""));
    route.offer(message());
    Duration wait = Duration.ZERO;
    for (int tries = 0; tries < 12; tries++) {
      wait = next();
      clock.advance(wait);
    }
    assertThat(wait).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
  }

  @Test
  void unreachableServerIsATemporaryFailure() throws IOException {
    // why: nothing listens on port 1, while a port just closed may be taken by another process
    String url = "http://127.0.0.1:1/services/T0STANDIN/B0STANDIN/" + slack.secret();
    route = route(channel(url));
    route.offer(message());

    assertThat(next()).isLessThan(Duration.ofSeconds(2));
    assertThat(route.pending()).isEqualTo(1);
    assertThat(logged()).contains("ConnectException");
  }

  @Test
  void messagesAreASecondApart() {
    route.offer(message());
    route.offer(message());

    assertThat(next()).isEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofMillis(999));
    assertThat(next()).isEqualTo(Duration.ofMillis(1));
    assertThat(slack.messages()).hasSize(1);
    clock.advance(Duration.ofMillis(1));
    route.send();
    assertThat(slack.messages()).hasSize(2);
  }

  @Test
  void flushEndsAPauseButNotRetryAfter() {
    slack.failNext(answer(500, ""), tooManyRequests("60"));
    route.offer(message());
    assertThat(next()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));

    route.flush();
    assertThat(next()).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    route.flush();

    assertThat(next()).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    assertThat(slack.requests()).hasSize(2);
  }

  @Test
  void queueIsBoundedAndDropsAreSaid() {
    for (int i = 0; i < 1001; i++) {
      route.offer(message());
    }

    assertThat(route.pending()).isEqualTo(1000);
    assertThat(stderr.toString(StandardCharsets.UTF_8))
        .contains("1000 alerts wait for Slack; dropped: [production] FAILED");
  }
}
