package io.batchmon.instrumentation.pekko;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Props;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The scheduler of Pekko. */
class PekkoIT extends SchedulerContract {
  private static final CountDownLatch MESSAGES = new CountDownLatch(2);

  private static ActorSystem actors;

  /** Counts the messages that come. */
  static final class Counter extends AbstractActor {
    @Override
    public Receive createReceive() {
      return receiveBuilder().matchAny(message -> MESSAGES.countDown()).build();
    }
  }

  @BeforeAll
  static void start() {
    actors =
        ActorSystem.create(
            "tests",
            ConfigFactory.parseString(
                    "pekko.loglevel=OFF, pekko.stdout-loglevel=OFF, pekko.daemonic=on")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() throws Exception {
    actors.terminate();
    actors.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  String system() {
    return "pekko";
  }

  @Override
  Runnable atFixedRate(Duration initialDelay, Duration interval, Runnable task) {
    return cancel(
        actors.scheduler().scheduleAtFixedRate(initialDelay, interval, task, actors.dispatcher()));
  }

  @Override
  Runnable withFixedDelay(Duration initialDelay, Duration delay, Runnable task) {
    return cancel(
        actors.scheduler().scheduleWithFixedDelay(initialDelay, delay, task, actors.dispatcher()));
  }

  @Override
  void once(Duration delay, Runnable task) {
    actors.scheduler().scheduleOnce(delay, task, actors.dispatcher());
  }

  @Override
  Runnable messages(Duration initialDelay, Duration interval) {
    ActorRef counter = actors.actorOf(Props.create(Counter.class, Counter::new));
    return cancel(
        actors
            .scheduler()
            .scheduleAtFixedRate(
                initialDelay, interval, counter, "tick", actors.dispatcher(), ActorRef.noSender()));
  }

  @Override
  void awaitMessages() throws InterruptedException {
    assertThat(MESSAGES.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static Runnable cancel(Cancellable scheduled) {
    return () -> assertThat(scheduled.cancel()).isTrue();
  }

  @Test
  void versionUnderTestIsTheOneTheListNames() throws Exception {
    int column = System.getProperty("version.line", "newest").equals("floor") ? 1 : 2;
    String version =
        Files.readAllLines(Path.of("supported-versions.txt")).stream()
            .filter(line -> line.startsWith("pekko "))
            .findFirst()
            .orElseThrow()
            .split(" ", -1)[column];

    Path jar =
        Path.of(ActorSystem.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("pekko-actor_2.13-" + version + ".jar");
  }
}
