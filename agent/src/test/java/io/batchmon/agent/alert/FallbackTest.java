package io.batchmon.agent.alert;

import static io.batchmon.agent.alert.AlertChannel.Role.CHAT;
import static io.batchmon.agent.alert.AlertChannel.Role.ENGINE;
import static io.batchmon.agent.alert.AlertChannel.Role.PAGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is told instead when a channel does not take a message. */
class FallbackTest {
  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log =
      AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8))
          .with(AgentLog.Level.INFO, null);
  private final Messages messages = Messages.of(clock);
  private final List<String> delivered = new ArrayList<>();
  private final List<String> settled = new ArrayList<>();
  private AlertRoute route;
  private long seed = 1;

  /** Answers as it is told to, otherwise takes everything. */
  private static final class Scripted implements AlertChannel {
    private final String name;
    private final Role role;
    private final Deque<Delivery> next = new ArrayDeque<>();
    private final List<String> taken = new ArrayList<>();
    private final List<Integer> kept = new ArrayList<>();
    private @Nullable Delivery always;
    private boolean refreshes;
    private int tries;
    private int refreshed;

    Scripted(String name, Role role) {
      this.name = name;
      this.role = role;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Role role() {
      return role;
    }

    @Override
    public boolean refresh() {
      refreshed++;
      return refreshes;
    }

    @Override
    public Delivery deliver(AlertMessage message) {
      tries++;
      Delivery delivery =
          !next.isEmpty() ? next.poll() : always == null ? Delivery.delivered() : always;
      if (delivery.state() == Delivery.State.DELIVERED) {
        taken.add(message.reason() + " " + message.job());
      }
      return delivery;
    }

    @Override
    public long keepAlive(Collection<Incident> open, long nowMillis) {
      kept.add(open.size());
      return nowMillis + 60_000;
    }
  }

  private final Scripted slack = new Scripted("Slack", CHAT);
  private final Scripted webhook = new Scripted("webhook", CHAT);
  private final Scripted pager = new Scripted("PagerDuty", PAGER);
  private final Scripted engine = new Scripted("Alertmanager", ENGINE);

  private void route(AlertChannel... channels) {
    AlertRoute.Observer observer =
        new AlertRoute.Observer() {
          @Override
          public void delivered(AlertMessage message, String channel) {
            delivered.add(message.job() + " by " + channel);
          }

          @Override
          public void settled(AlertMessage message) {
            settled.add(message.job());
          }

          @Override
          public void wakeUp() {}
        };
    route =
        new AlertRoute(
            Arrays.asList(channels),
            null,
            Runnable::run,
            log,
            clock,
            new Random(seed * 0x9E3779B97F4A7C15L),
            observer);
  }

  private List<String> warnings() {
    return stderr.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Sends until nothing is due before so much time has passed. */
  private void pass(Duration time) {
    long end = clock.nanoTime() + time.toNanos();
    for (long wait = route.send(); wait <= end - clock.nanoTime(); wait = route.send()) {
      clock.advance(Duration.ofNanos(wait));
    }
    clock.advance(Duration.ofNanos(Math.max(0, end - clock.nanoTime())));
    route.send();
  }

  private AlertMessage critical(String job) {
    return messages.failed(
        JobRun.of(RunKind.JOB, JobName.of("main", job)),
        RunResult.failed(Thrown.badFile()).scheduleDied(""));
  }

  @Test
  void everyChatIsToldOnceAndTheObserverOfAllOfIt() {
    route(slack, webhook);

    route.offer(messages.first("a"));
    pass(Duration.ofSeconds(5));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE a");
    assertThat(webhook.taken).containsExactly("FIRST_FAILURE a");
    assertThat(delivered).containsExactly("a by Slack", "a by webhook");
    assertThat(settled).containsExactly("a");
  }

  @Test
  void closedChannelIsOneLineAndTheOtherHasTheMessageAlready() {
    slack.always = Delivery.closed("answer 404 no_service");
    route(slack, webhook);

    route.offer(messages.first("a"));
    route.offer(messages.first("b"));
    pass(Duration.ofSeconds(5));

    assertThat(slack.tries).isEqualTo(1);
    assertThat(webhook.taken).containsExactly("FIRST_FAILURE a", "FIRST_FAILURE b");
    assertThat(warnings()).singleElement().asString().contains("Slack takes no alerts: answer 404");
    ChannelStatus status = route.statuses().get(0);
    assertThat(status.isClosed()).isTrue();
    assertThat(status.lastError()).isEqualTo("answer 404 no_service");
    assertThat(route.statuses().get(1).sent()).isEqualTo(2);
    assertThat(route.pending()).isZero();
  }

  @Test
  void whatNoChannelTakesIsInTheLogOnce() {
    slack.always = Delivery.closed("answer 404 no_service");
    route(slack);

    route.offer(messages.first("a"));
    route.offer(messages.first("b"));
    pass(Duration.ofSeconds(5));

    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(0)).contains("FAILED a");
    assertThat(warnings().get(1)).contains("FAILED b").contains("(not sent: Slack: it takes none)");
    assertThat(delivered).containsExactly("a by log", "b by log");
    assertThat(settled).containsExactly("a", "b");
  }

  @Test
  void closedChannelWhoseSecretHasChangedGoesOn() {
    slack.refreshes = true;
    slack.next.add(Delivery.closed("answer 403 invalid_token"));
    route(slack);

    route.offer(messages.first("a"));
    pass(Duration.ofSeconds(1));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE a");
    assertThat(warnings()).isEmpty();
  }

  @Test
  void closedChannelMayComeBackAfterTenMinutes() {
    slack.always = Delivery.closed("answer 404 no_service");
    route(slack);
    route.offer(messages.first("a"));
    pass(Duration.ofMinutes(9));
    route.offer(messages.first("b"));
    pass(Duration.ofSeconds(1));
    assertThat(slack.refreshed).isEqualTo(1);

    pass(Duration.ofMinutes(1));
    route.offer(messages.first("c"));
    pass(Duration.ofSeconds(1));
    assertThat(slack.tries).isEqualTo(1);
    assertThat(slack.refreshed).isEqualTo(2);

    pass(Duration.ofMinutes(10));
    slack.refreshes = true;
    slack.always = null;
    route.offer(messages.first("d"));
    pass(Duration.ofSeconds(1));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE d");
    assertThat(route.statuses().get(0).isClosed()).isFalse();
    assertThat(warnings()).filteredOn(line -> line.contains("not sent")).hasSize(2);
    assertThat(delivered).containsExactly("a by log", "b by log", "c by log", "d by Slack");
  }

  @Test
  void channelThatFailsForLongLeavesItToTheLogAndGoesOnTrying() {
    slack.always = Delivery.failed("ConnectException");
    route(slack);
    route.offer(messages.first("a"));

    pass(Duration.ofMinutes(4));
    assertThat(warnings()).noneMatch(line -> line.contains("not sent"));
    pass(Duration.ofMinutes(20));
    assertThat(warnings()).filteredOn(line -> line.contains("FAILED a")).hasSize(1);
    slack.always = null;
    pass(Duration.ofMinutes(2));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE a");
    assertThat(warnings()).filteredOn(line -> line.contains("FAILED a")).hasSize(1);
    assertThat(settled).containsExactly("a");
  }

  @Test
  void messageThatCannotBeWrittenHoldsUpNoOther() {
    AlertChannel broken =
        new AlertChannel() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Delivery deliver(AlertMessage message) {
            if (message.job().equals("a")) {
              throw new IllegalStateException("at http://x/XsecretX");
            }
            return slack.deliver(message);
          }
        };
    route(broken);
    route.offer(messages.first("a"));
    route.offer(messages.first("b"));
    pass(Duration.ofSeconds(5));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE b");
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("broken refused an alert: java.lang.IllegalStateException: [production] FAILED a")
        .doesNotContain("XsecretX");
  }

  @Test
  void messageThatTheServerFailsAtHoldsUpOthersForFiveMinutes() {
    AlertChannel poisoned =
        new AlertChannel() {
          @Override
          public String name() {
            return "poisoned";
          }

          @Override
          public Delivery deliver(AlertMessage message) {
            return message.job().equals("a")
                ? Delivery.failed("answer 500")
                : slack.deliver(message);
          }
        };
    route(poisoned);
    route.offer(messages.first("a"));
    route.offer(messages.first("b"));
    pass(Duration.ofMinutes(9));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE b");
    assertThat(route.pending()).isEqualTo(1);
  }

  @Test
  void pagerIsToldOfWhatIsCriticalAndOfItsEnd() {
    route(slack, pager);
    AlertMessage first = messages.first("a");
    AlertMessage aggregated = messages.next(Reason.AGGREGATED, "a");
    AlertMessage escalated = messages.next(Reason.ESCALATED, "a");
    AlertMessage recovered = messages.recovered("a");
    List<AlertMessage> all =
        List.of(
            first,
            aggregated,
            escalated,
            recovered,
            messages.first("b"),
            messages.recovered("b"),
            critical("c"));

    all.forEach(route::offer);
    pass(Duration.ofSeconds(20));

    assertThat(pager.taken).containsExactly("ESCALATED a", "RECOVERED a", "FIRST_FAILURE c");
    assertThat(slack.taken).hasSize(7);
  }

  @Test
  void pagerIsToldOfTheEndOfWhatAnEarlierJvmMayHavePaged() {
    messages.first("a");
    clock.advance(Duration.ofMinutes(1));
    route(slack, pager);

    route.offer(messages.recovered("a"));
    pass(Duration.ofSeconds(1));

    assertThat(pager.taken).containsExactly("RECOVERED a");
  }

  @Test
  void closedPagerIsOneLineAndTheChatIsNotToldTwice() {
    pager.always = Delivery.closed("answer 400");
    route(pager, slack);

    route.offer(critical("a"));
    pass(Duration.ofSeconds(5));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE a");
    assertThat(warnings()).singleElement().asString().contains("PagerDuty takes no alerts");
  }

  @Test
  void pagerAloneLeavesTheRestToTheLog() {
    route(pager);

    route.offer(messages.first("a"));

    assertThat(warnings()).singleElement().asString().contains("FAILED a");
    assertThat(pager.tries).isZero();
  }

  @Test
  void whileTheEngineTakesItNobodyElseIsTold() {
    route(slack, pager, engine);

    route.offer(critical("a"));
    pass(Duration.ofMinutes(5));

    assertThat(engine.taken).containsExactly("FIRST_FAILURE a");
    assertThat(slack.tries + pager.tries).isZero();
  }

  @Test
  void whatTheEngineCannotTakeIsToldWhenTheWholeFleetTellsIt() {
    Set<Long> seconds = new HashSet<>();
    for (seed = 0; seed < 200; seed++) {
      engine.always = Delivery.failed("ConnectException");
      slack.taken.clear();
      pager.taken.clear();
      route(slack, pager, engine);
      route.offer(critical("job-" + seed));
      long start = clock.nanoTime();
      while (slack.taken.isEmpty()) {
        clock.advance(Duration.ofSeconds(1));
        route.send();
      }
      seconds.add(clock.currentMillis() / 1000 % 120);
      assertThat(Duration.ofNanos(clock.nanoTime() - start))
          .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(131));
      pass(Duration.ofMinutes(3).plusSeconds(seed % 7));
      assertThat(slack.taken).hasSize(1);
      assertThat(pager.taken).hasSize(1);
      assertThat(route.pending()).isZero();
    }
    assertThat(seconds).as("each even minute").isSubsetOf(0L, 1L);
  }

  @Test
  void closedEngineLeavesItToTheChatAtThatMomentToo() {
    engine.always = Delivery.closed("answer 404");
    route(slack, engine);
    route.offer(messages.first("a"));
    pass(Duration.ofSeconds(131));
    assertThat(slack.taken).containsExactly("FIRST_FAILURE a");

    route.offer(messages.first("b"));
    pass(Duration.ofSeconds(131));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE a", "FIRST_FAILURE b");
    assertThat(engine.tries).isEqualTo(1);
  }

  @Test
  void atTheEndOfTheJvmNobodyWaitsForAnEngine() {
    engine.always = Delivery.failed("ConnectException");
    route(slack, engine);
    route.offer(messages.first("a"));

    route.flush();
    pass(Duration.ofMillis(1));

    assertThat(slack.taken).containsExactly("FIRST_FAILURE a");
    assertThat(route.pending()).isZero();
  }

  @Test
  void withoutItsEngineAFleetLeavesTheWebhookItsLimit() {
    engine.always = Delivery.closed("answer 404");
    slack.always = Delivery.retryAfter(1000, "answer 429");
    route(slack, engine);
    route.offer(messages.first("a"));
    pass(Duration.ofSeconds(131));
    assertThat(slack.tries).isEqualTo(1);

    pass(Duration.ofMinutes(5));

    assertThat(slack.tries).isEqualTo(2);
    assertThat(warnings()).last().asString().contains("FAILED a").contains("answer 429");
    assertThat(route.pending()).isZero();
  }

  @Test
  void engineIsToldWhatIsOpenWhenItAsksForIt() {
    Incidents incidents = Messages.incidents(config(), 10, Jobs.NOBODY);
    route(engine);
    assertThat(Duration.ofNanos(route.keepAlive(incidents))).isEqualTo(Duration.ofMinutes(1));
    assertThat(engine.kept).as("asked at once: an earlier JVM may have left some").contains(0);
    AlertEvent event =
        Jobs.event(clock, JobRun.of(RunKind.JOB, Jobs.NIGHTLY), RunResult.failed(Thrown.badFile()));
    incidents.failed(event, 1, clock.currentMillis(), clock.nanoTime());
    route.offer(incidents.poll(clock.currentMillis(), clock.nanoTime(), true));
    route.send();

    assertThat(Duration.ofNanos(route.keepAlive(incidents))).isEqualTo(Duration.ofMinutes(1));
    clock.advance(Duration.ofMinutes(1));
    route.keepAlive(incidents);

    assertThat(engine.kept).containsExactly(0, 1, 1);
  }

  private AlertConfig config() {
    return AlertConfig.of(new Settings(Map.of(), log), text -> text, "s", "production", "h");
  }

  @Test
  void fullQueueDropsRepeatsBeforeFirstsAndKeepsTheEndOfWhatWasTold() {
    route(slack);
    AlertMessage told = messages.first("told");
    route.offer(told);
    pass(Duration.ofSeconds(2));
    slack.always = Delivery.failed("ConnectException");
    AlertMessage aggregated = messages.next(Reason.AGGREGATED, "told");
    AlertMessage escalated = messages.next(Reason.ESCALATED, "told");
    AlertMessage recovered = messages.recovered("told");

    route.offer(aggregated);
    route.offer(escalated);
    route.offer(recovered);
    for (int i = 0; i < 1100; i++) {
      route.offer(messages.first("job-" + i));
    }
    slack.always = null;
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofSeconds(1));
    }

    assertThat(slack.taken.subList(0, 3))
        .containsExactly("FIRST_FAILURE told", "RECOVERED told", "FIRST_FAILURE job-0");
    assertThat(slack.taken).hasSize(1001).last().isEqualTo("FIRST_FAILURE job-998");
    assertThat(route.statuses().get(0).dropped()).isEqualTo(103);
    assertThat(settled).hasSize(1104);
  }

  @Test
  void repeatIsNotTakenInPlaceOfAFirst() {
    route(slack);
    AlertMessage first = messages.first("told");
    AlertMessage aggregated = messages.next(Reason.AGGREGATED, "told");
    slack.always = Delivery.failed("ConnectException");
    for (int i = 0; i < 1000; i++) {
      route.offer(i == 500 ? first : messages.first("job-" + i));
    }

    route.offer(aggregated);

    assertThat(warnings()).singleElement().asString().contains("FAILED REPEATEDLY told");
  }

  /** A webhook that takes one message a second, whoever it comes from. */
  private final class Limited implements AlertChannel {
    private long nextNanos = Long.MIN_VALUE;
    private int taken;
    private int refused;

    @Override
    public String name() {
      return "Slack";
    }

    @Override
    public Delivery deliver(AlertMessage message) {
      if (clock.nanoTime() < nextNanos) {
        refused++;
        return Delivery.retryAfter(1000, "answer 429");
      }
      nextNanos = clock.nanoTime() + 1_000_000_000L;
      taken++;
      return Delivery.delivered();
    }
  }

  @Test
  void fleetWithoutItsEngineIsHeardAFewTimesAndNotAThousand() {
    Limited limited = new Limited();
    engine.always = Delivery.failed("Connection refused");
    AlertMessage message = messages.first("a");
    List<AlertRoute> fleet = new ArrayList<>();
    Random failures = new Random(7);
    for (int second = 0; second < 1200; second++) {
      for (int jvm = 0; jvm < 1000 && second < 30; jvm++) {
        // the failures are spread over half a minute
        if (failures.nextInt(30 - second) == 0 && fleet.size() < 1000) {
          route(limited, engine);
          route.offer(message);
          fleet.add(route);
        }
      }
      for (AlertRoute jvm : fleet) {
        jvm.send();
      }
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(fleet).hasSize(1000);
    assertThat(limited.taken).isBetween(1, 3);
    assertThat(limited.refused).isLessThanOrEqualTo(2000);
    assertThat(fleet).allMatch(jvm -> jvm.pending() == 0);
  }
}
