package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Messages;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.channel.AttachmentSink.Message;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.job.JobName;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet, real Alertmanagers with the shipped configuration, and a Slack that takes one message a
 * second. Scaled: what takes 30 s there takes 3 s here, and a lease of three minutes six seconds.
 */
@Timeout(3600)
class AlertmanagerFleetIT {
  private static final int SIZE = 1000;
  private static final Duration SPREAD = Duration.ofSeconds(Long.getLong("fleet.spread", 5));
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private AttachmentSink slack;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    RealAlertmanager.assumeThere();
    slack = AttachmentSink.start();
    opened.add(slack);
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private RealAlertmanager single() throws Exception {
    RealAlertmanager node = RealAlertmanager.single(folder, slack.url());
    opened.add(node);
    return node;
  }

  private SimulatedFleet fleet(int size, String job, String... urls) {
    SimulatedFleet fleet = new SimulatedFleet(size, job, List.of(urls));
    opened.add(fleet);
    return fleet;
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(SPREAD.toSeconds() + 60, TimeUnit.SECONDS)).as("all have").isTrue();
  }

  private static void say(String test, String what) {
    System.err.println("fleet: " + test + ": " + what);
  }

  private static String seconds(long nanos) {
    return "%.1f s".formatted(nanos / 1e9);
  }

  /** One that all JVMs have failed in, one that it is over, and nothing that could follow. */
  private void exactlyTwo(SimulatedFleet fleet, RealAlertmanager node) throws Exception {
    slack.await(2, SOON);
    node.await("nothing is left to tell of", SOON, () -> node.groupsOf(fleet.job()) == 0);
    List<Message> messages = slack.messages();
    assertThat(messages).extracting(Message::title).hasSize(2);
    assertThat(messages.get(0).title())
        .isEqualTo("[production] FAILED " + fleet.job() + ": IllegalStateException");
    assertThat(messages.get(1).title()).isEqualTo("[production] OK AGAIN " + fleet.job());
    assertThat(messages.get(1).text()).startsWith("OK again on batch-");
    assertThat(fleet.failures()).isEmpty();
  }

  @Test
  void thousandJvmsAreOneMessageAndOneRecovery() throws Exception {
    RealAlertmanager node = single();
    SimulatedFleet fleet = fleet(SIZE, "spread", node.url());
    long start = System.nanoTime();
    CountDownLatch failed = fleet.failWithin(SPREAD);

    Message first = slack.await(1, SOON).get(0);
    await(failed);
    long end = System.nanoTime();
    await(fleet.recoverWithin(SPREAD));
    long recovered = System.nanoTime();
    exactlyTwo(fleet, node);

    say("1 node", fleet.costs());
    say(
        "1 node",
        "first message "
            + seconds(first.arrivedNanos() - start)
            + " after the storm began, failures over "
            + seconds(end - start)
            + ", recovery told "
            + seconds(slack.messages().get(1).arrivedNanos() - recovered)
            + " after the last of them");
    assertThat(first.arrivedNanos() - start).isLessThan(5_000_000_000L);
    assertThat(fleet.failedDeliveries()).isZero();
  }

  @Test
  void clusterThatLosesANodeInTheStormAndAnotherAfterTheMessageTellsTwice() throws Exception {
    List<RealAlertmanager> nodes = RealAlertmanager.cluster(3, folder, slack.url());
    opened.addAll(nodes);
    String[] urls = nodes.stream().map(RealAlertmanager::url).toArray(String[]::new);
    SimulatedFleet fleet = fleet(SIZE, "cluster", urls);
    RealAlertmanager first = RealAlertmanager.firstToSend(nodes);
    long start = System.nanoTime();
    CountDownLatch failed = fleet.failWithin(SPREAD);
    first.await("the storm is there", () -> !first.alerts(fleet.job()).isEmpty());
    first.kill();
    assertThat(slack.messages()).as("killed while it waited for the group").isEmpty();

    Message message = slack.await(1, SOON).get(0);
    List<RealAlertmanager> left = new ArrayList<>(nodes);
    left.remove(first);
    RealAlertmanager second = RealAlertmanager.firstToSend(left);
    left.remove(second);
    RealAlertmanager last = left.get(0);
    last.await(
        "it knows that the message is sent",
        () -> last.counter("alertmanager_nflog_gossip_messages_propagated_total") > 0);
    second.kill();

    await(failed);
    await(fleet.recoverWithin(SPREAD));
    exactlyTwo(fleet, last);

    say("3 nodes, 2 killed", fleet.costs());
    say("3 nodes, 2 killed", "first message " + seconds(message.arrivedNanos() - start));
    assertThat(fleet.failedDeliveries()).isZero();
  }

  @Test
  void thousandAtOnceGoToThreeNodes() throws Exception {
    List<RealAlertmanager> nodes = RealAlertmanager.cluster(3, folder, slack.url());
    opened.addAll(nodes);
    String[] urls = nodes.stream().map(RealAlertmanager::url).toArray(String[]::new);
    SimulatedFleet fleet = fleet(SIZE, "at once", urls);
    long start = System.nanoTime();

    await(fleet.failWithin(Duration.ofMillis(300)));

    say("3 nodes, at once", fleet.costs() + ", in " + seconds(System.nanoTime() - start));
    slack.await(1, SOON);
    await(fleet.recoverWithin(Duration.ofMillis(300)));
    exactlyTwo(fleet, nodes.get(0));
  }

  @Test
  void partitionFromAllNodesLosesNothing() throws Exception {
    RealAlertmanager node = single();
    try (Relay relay = Relay.to(node.port())) {
      SimulatedFleet fleet = fleet(SIZE, "apart", relay.url());
      relay.cut();
      await(fleet.failWithin(Duration.ofSeconds(1)));
      assertThat(fleet.failedDeliveries()).as("known to whoever falls back").isEqualTo(SIZE);
      assertThat(node.alerts(fleet.job())).isEmpty();

      relay.heal();
      long healed = System.nanoTime();
      Message first = slack.await(1, SOON).get(0);
      say("partition", "told " + seconds(first.arrivedNanos() - healed) + " after it was over");
      await(fleet.recoverWithin(Duration.ofSeconds(1)));
      exactlyTwo(fleet, node);
    }
  }

  @Test
  void partitionShorterThanALeaseIsNotNoticed() throws Exception {
    RealAlertmanager node = single();
    try (Relay relay = Relay.to(node.port())) {
      SimulatedFleet fleet = fleet(100, "apart for a moment", relay.url());
      await(fleet.failWithin(Duration.ofSeconds(1)));
      slack.await(1, SOON);
      relay.cut();
      String before = endOf(node, fleet);
      node.await(
          "half of the lease is over",
          () ->
              Instant.parse(before)
                  .minus(SimulatedFleet.LEASE.dividedBy(2))
                  .isBefore(Instant.now()));
      relay.heal();
      node.await("it is renewed", () -> !endOf(node, fleet).equals(before));
      await(fleet.recoverWithin(Duration.ofSeconds(1)));
      exactlyTwo(fleet, node);
    }
  }

  @Test
  void jvmThatRecoversDoesNotSpeakForTheOthers() throws Exception {
    RealAlertmanager node = single();
    try (Relay relay = Relay.to(node.port())) {
      SimulatedFleet recovering = fleet(1, "shared", node.url());
      SimulatedFleet failing = fleet(1, "shared", relay.url());
      await(recovering.failWithin(Duration.ZERO));
      await(failing.failWithin(Duration.ofMillis(1)));
      slack.await(1, SOON);
      String before = endOf(node, failing);
      node.await("it is renewed", () -> !endOf(node, failing).equals(before));

      // why: renewals of the other one would cover up within two seconds what was resolved
      relay.cut();
      await(recovering.recoverWithin(Duration.ZERO));
      long recovered = System.nanoTime();
      node.await("a group interval is over", () -> System.nanoTime() - recovered > 3_400_000_000L);

      assertThat(slack.messages()).hasSize(1);
      relay.heal();
    }
  }

  private static String endOf(RealAlertmanager node, SimulatedFleet fleet) throws Exception {
    return node.alerts(fleet.job()).get(0).path("endsAt").asText();
  }

  @Test
  void slackThatIsBusyIsAskedAgainWithinTheGroupInterval() throws Exception {
    RealAlertmanager node = single();
    slack.tooMany(1);
    SimulatedFleet fleet = fleet(100, "busy", node.url());
    long start = System.nanoTime();
    await(fleet.failWithin(Duration.ofMillis(200)));

    Message first = slack.await(1, SOON).get(0);
    say("429", "told after " + seconds(first.arrivedNanos() - start) + " with 3 s between tries");
    assertThat(first.arrivedNanos() - start).isBetween(3_000_000_000L, 7_000_000_000L);
    await(fleet.recoverWithin(Duration.ofMillis(200)));
    exactlyTwo(fleet, node);
    assertThat(slack.answers()).containsExactly("429 rate_limited", "200 ok", "200 ok");
  }

  @Test
  void nodeKilledBeforeItToldAnythingIsTold() throws Exception {
    RealAlertmanager node = single();
    SimulatedFleet fleet = fleet(100, "forgotten", node.url());
    await(fleet.failWithin(Duration.ofMillis(50)));
    node.kill();
    assertThat(slack.messages()).as("killed while it waited for the group").isEmpty();
    node.start();
    long restarted = System.nanoTime();

    Message first = slack.await(1, SOON).get(0);
    say("killed, restarted", "told after " + seconds(first.arrivedNanos() - restarted));
    await(fleet.recoverWithin(Duration.ofMillis(200)));
    exactlyTwo(fleet, node);
  }

  @Test
  void oneJvmThatEscalatesIsOneMessageMore() throws Exception {
    RealAlertmanager node = single();
    SimulatedFleet fleet = fleet(50, "escalated", node.url());
    await(fleet.failWithin(Duration.ofMillis(500)));
    slack.await(1, SOON);

    fleet.escalateOne();
    Message second = slack.await(2, SOON).get(1);
    assertThat(second.attachment().path("footer").asText()).contains("escalated");
    await(fleet.recoverWithin(Duration.ofSeconds(2)));

    slack.await(3, SOON);
    node.await("nothing is left to tell of", SOON, () -> node.groupsOf(fleet.job()) == 0);
    assertThat(slack.messages()).extracting(Message::isOver).containsExactly(false, false, true);
  }

  @Test
  void hundredOpenIncidentsAreRenewedInOneRequest() throws Exception {
    RealAlertmanager node = single();
    TickingClock time = new TickingClock();
    Messages messages = Messages.of(time);
    Alertmanager channel =
        new Alertmanager(
            new AlertmanagerNodes(List.of(node.url()), Map.of(), 2000, Clock.SYSTEM),
            60_000,
            UnaryOperator.identity(),
            AgentLog.to(System.err),
            Clock.SYSTEM,
            new Random(1));
    List<Incident> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      JobName job = JobName.of("quartz", "fleet", "incident " + i);
      AlertMessage message = messages.failed(job);
      open.add(message.incident());
      assertThat(channel.deliver(message).state()).isEqualTo(Delivery.State.DELIVERED);
    }
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int warmUp = 100;
    int renewals = 100;
    long now = System.currentTimeMillis();
    long cpu = 0;
    long[] nanos = new long[renewals];
    for (int i = -warmUp; i < renewals; i++) {
      cpu = i == 0 ? process.getProcessCpuTime() : cpu;
      long start = System.nanoTime();
      now += 61_000;
      channel.keepAlive(open, now);
      nanos[Math.max(0, i)] = System.nanoTime() - start;
    }
    cpu = process.getProcessCpuTime() - cpu;
    Arrays.sort(nanos);
    say(
        "100 incidents",
        "%.2f ms of CPU per renewal, median %.1f ms, p99 %.1f ms"
            .formatted(
                cpu / 1e6 / renewals, nanos[renewals / 2] / 1e6, nanos[renewals * 99 / 100] / 1e6));
    assertThat(node.counter("alertmanager_alerts_received_total"))
        .as("each once, then all of them with every renewal")
        .isEqualTo(100 + 100.0 * (warmUp + renewals));
    assertThat(node.counter("alertmanager_alerts_invalid_total")).isZero();
  }
}
