package io.batchmon.instrumentation.pekko;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each run of a scheduled task becomes, in a real actor system. */
abstract class SchedulerContract {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new PekkoInstrumentation());

  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  /** The value of {@code batch.job.system}. */
  abstract String system();

  /** Each returns what cancels it. */
  abstract Runnable atFixedRate(Duration initialDelay, Duration interval, Runnable task);

  abstract Runnable withFixedDelay(Duration initialDelay, Duration delay, Runnable task);

  abstract void once(Duration delay, Runnable task);

  abstract Runnable messages(Duration initialDelay, Duration interval);

  /** A task of the application, which cancels itself when it is run the second time. */
  static final class Settlement implements Runnable {
    final CompletableFuture<Runnable> cancel = new CompletableFuture<>();
    final AtomicInteger count = new AtomicInteger();
    volatile boolean inRun;

    @Override
    public void run() {
      inRun = JobRuns.current() != null;
      if (count.incrementAndGet() == 2) {
        cancel.join().run();
      }
    }
  }

  /** A task that fails. */
  static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new IllegalArgumentException("Bad file");
    }
  }

  private RunAssert take(String name) {
    RunAssert taken = runs.take();
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().instanceId()).isNull();
    return taken.isJob(system(), null, name).isOutermost().hasAttempt(1).hasStatus(null);
  }

  @Test
  void taskAtAFixedRateIsARunEachTime() {
    Settlement task = new Settlement();
    long before = System.currentTimeMillis();
    task.cancel.complete(atFixedRate(SOON, SHORT, task));

    RunAssert first = take("Settlement").succeeded();
    RunAssert second = take("Settlement").succeeded();

    assertThat(task.inRun).isTrue();
    assertThat(first.run().codeClass()).isEqualTo(Settlement.class.getName());
    assertThat(first.run().schedule()).isEqualTo("every 50 ms");
    assertThat(first.run().scheduledMillis())
        .isBetween(before - 1000, System.currentTimeMillis() + 1000);
    assertThat(first.run().nextMillis()).isEqualTo(first.run().scheduledMillis() + 50);
    assertThat(second.run().scheduledMillis())
        .isBetween(first.run().nextMillis() - 20, first.run().nextMillis() + 20);
  }

  @Test
  void taskAtAFixedRateThatThrowsHasEndedItsSchedule() {
    atFixedRate(SOON, SHORT, new Failing());

    RunAssert taken = take("Failing");
    taken.failedWith(IllegalArgumentException.class, "Bad file").diedWith("");
  }

  @Test
  void taskWithAFixedDelayIsARunEachTime() {
    Settlement task = new Settlement();
    task.cancel.complete(withFixedDelay(SOON, SHORT, task));

    RunAssert first = take("Settlement").succeeded();
    take("Settlement").succeeded();

    assertThat(first.run().schedule()).isEqualTo("50 ms after the end");
    assertThat(first.run().scheduledMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(first.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
  }

  @Test
  void taskWithAFixedDelayThatThrowsHasEndedItsSchedule() {
    withFixedDelay(SOON, SHORT, new Failing());

    RunAssert taken = take("Failing");
    taken.failedWith(IllegalArgumentException.class, "Bad file").diedWith("");
  }

  @Test
  void lambdaIsCalledAfterTheClassAroundItAndItsSchedule() {
    Runnable cancel = atFixedRate(SOON, Duration.ofHours(1), () -> {});

    take("SchedulerContract every 1 h").succeeded();
    cancel.run();
  }

  @Test
  void taskThatRunsOnceAndMessagesToActorsAreNone() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    Runnable messages = messages(SOON, SHORT);
    once(SOON, ran::countDown);
    assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    awaitMessages();

    Settlement task = new Settlement();
    task.cancel.complete(atFixedRate(SOON, SHORT, task));

    take("Settlement").succeeded();
    take("Settlement").succeeded();
    messages.run();
  }

  /** Until two messages have come. */
  abstract void awaitMessages() throws InterruptedException;
}
