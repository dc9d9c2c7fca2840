package io.batchmon.instrumentation.pekko;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Cancellable;
import akka.actor.Props;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The scheduler of Akka. */
class AkkaIT extends SchedulerContract {
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
                    "akka.loglevel=OFF, akka.stdout-loglevel=OFF, akka.daemonic=on")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() throws Exception {
    actors.terminate();
    actors.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Override
  String system() {
    return "akka";
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
            .filter(line -> line.startsWith("akka "))
            .findFirst()
            .orElseThrow()
            .split(" ", -1)[column];

    Path jar =
        Path.of(ActorSystem.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(jar.getFileName()).hasToString("akka-actor_2.13-" + version + ".jar");
  }
}
