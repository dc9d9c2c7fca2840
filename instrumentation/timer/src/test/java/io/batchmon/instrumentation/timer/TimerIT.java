package io.batchmon.instrumentation.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.lang.reflect.Field;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Timer of the running JDK. It swallows nothing, runs one task at a time, and neither skips nor
 * refuses; tasks have no names of their own and cannot be serialized.
 */
class TimerIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new TimerInstrumentation());

  private final Timer timer = new Timer("a timer", true);
  private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

  /** Runs this. */
  private static final class PollTask extends TimerTask {
    private final Runnable body;

    PollTask(Runnable body) {
      this.body = body;
    }

    @Override
    public void run() {
      body.run();
    }
  }

  private void catchUncaught() {
    CountDownLatch set = new CountDownLatch(1);
    JobRuns.listen(null);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            Thread.currentThread()
                .setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
            set.countDown();
          }
        },
        0);
    await(set);
    runs.beforeEach(null);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void adviceIsTheOneThatTheJdkSees() {
    assertThat(TimerTaskAdvice.class.getClassLoader()).isNull();
    assertThat(JobRuns.class.getClassLoader()).isNull();
  }

  @Test
  void oneShotTaskIsARun() {
    long before = System.currentTimeMillis();
    timer.schedule(new PollTask(() -> {}), 20);

    RunAssert run = runs.take().isJob("timer", null, "PollTask").succeeded();

    assertThat(run.run().scheduledMillis()).isBetween(before + 20, System.currentTimeMillis());
    assertThat(run.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(run.run().schedule()).isNull();
    assertThat(run.run().codeClass()).isEqualTo(PollTask.class.getName());
    assertThat(run.run().codeMethod()).isEqualTo("run");
    assertThat(run.run().isByScheduler()).isTrue();
    timer.cancel();
  }

  @Test
  void eachExecutionOfARepeatedTaskIsARun() {
    CountDownLatch three = new CountDownLatch(3);
    timer.scheduleAtFixedRate(
        new PollTask(
            () -> {
              three.countDown();
              if (three.getCount() == 0) {
                timer.cancel();
              }
            }),
        0,
        50);

    RunAssert first = runs.take().isJob("timer", null, "PollTask").succeeded();
    RunAssert second = runs.take().isJob("timer", null, "PollTask").succeeded();
    runs.take().succeeded();

    assertThat(first.run().schedule()).isEqualTo("every 50 ms");
    assertThat(first.run().nextMillis()).isEqualTo(second.run().scheduledMillis());
    assertThat(second.run().scheduledMillis() - first.run().scheduledMillis()).isEqualTo(50);
  }

  @Test
  void fixedDelayIsSaidAndAnonymousTasksAreCalledAfterTheirClass() {
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            timer.cancel();
          }
        },
        0,
        60_000);

    RunAssert run = runs.take().isJob("timer", null, "TimerIT every 1 min").succeeded();

    assertThat(run.run().nextMillis() - run.run().scheduledMillis()).isEqualTo(60_000);
  }

  @Test
  void taskThatThrowsEndsTheTimerAndWhatItWouldStillHaveRun() throws InterruptedException {
    catchUncaught();
    timer.schedule(new PollTask(() -> {}), 3_600_000, 5_000);
    TimerTask cancelled = new PollTask(() -> {});
    timer.schedule(cancelled, 3_600_000);
    cancelled.cancel();
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {}
        },
        7_200_000,
        60_000);
    IllegalStateException failure = new IllegalStateException("no disk");
    timer.scheduleAtFixedRate(
        new PollTask(
            () -> {
              throw failure;
            }),
        0,
        60_000);

    runs.take()
        .isJob("timer", null, "PollTask")
        .failedWith(IllegalStateException.class, "no disk")
        .diedWith("PollTask every 5 s, TimerIT every 1 min");

    assertThat(uncaught.poll(30, TimeUnit.SECONDS)).isSameAs(failure);
  }

  @Test
  void taskThatHasCancelledItsTimerFailsAndLetsNothingDie() throws InterruptedException {
    catchUncaught();
    timer.schedule(
        new PollTask(
            () -> {
              timer.cancel();
              throw new IllegalStateException("no disk");
            }),
        0);

    RunAssert run = runs.take().failedWith(IllegalStateException.class, "no disk");

    assertThat(run.result().diedWith()).isNull();
    assertThat(uncaught.poll(30, TimeUnit.SECONDS)).hasMessage("no disk");
  }

  @Test
  void timerThatNobodyHoldsDiesAllTheSame() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    new Timer(true)
        .schedule(
            new PollTask(
                () -> {
                  thread.set(Thread.currentThread());
                  Thread.currentThread().setUncaughtExceptionHandler((here, failure) -> {});
                  running.countDown();
                  await(goOn);
                  throw new IllegalStateException("no disk");
                }),
            0,
            60_000);
    await(running);
    Field isAlive = thread.get().getClass().getDeclaredField("newTasksMayBeScheduled");
    isAlive.setAccessible(true);
    for (int i = 0; i < 200 && isAlive.getBoolean(thread.get()); i++) {
      System.gc();
    }
    assertThat(isAlive.getBoolean(thread.get())).as("held").isFalse();
    goOn.countDown();

    runs.take().failedWith(IllegalStateException.class, "no disk").diedWith("");
    timer.cancel();
  }

  @Test
  void onlyTenOfTheDeadAreNamed() throws InterruptedException {
    catchUncaught();
    for (int i = 0; i < 12; i++) {
      timer.schedule(new PollTask(() -> {}), 3_600_000);
    }
    timer.schedule(
        new PollTask(
            () -> {
              throw new IllegalStateException("no disk");
            }),
        0);

    runs.take()
        .failedWith(IllegalStateException.class, "no disk")
        .diedWith("PollTask, ".repeat(9) + "PollTask and 2 more");

    assertThat(uncaught.poll(30, TimeUnit.SECONDS)).hasMessage("no disk");
  }

  @Test
  void taskThatCancelsItselfSucceeded() {
    CountDownLatch done = new CountDownLatch(1);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            cancel();
            done.countDown();
          }
        },
        0,
        10);
    await(done);

    runs.take().succeeded();
    timer.cancel();
  }

  @Test
  void twoTimersRunAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    Timer other = new Timer(true);
    Runnable meet =
        () -> {
          both.countDown();
          await(both);
        };
    timer.schedule(new PollTask(meet), 0);
    other.schedule(new PollTask(meet), 0);

    runs.take().isOutermost().succeeded();
    runs.take().isOutermost().succeeded();
    timer.cancel();
    other.cancel();
  }

  @Test
  void withoutAListenerTheTimerWorks() {
    JobRuns.listen(null);
    CountDownLatch done = new CountDownLatch(2);
    timer.schedule(new PollTask(done::countDown), 0, 1);
    await(done);
    timer.cancel();
  }
}
