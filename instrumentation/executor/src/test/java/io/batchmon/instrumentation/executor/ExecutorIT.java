package io.batchmon.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.MoreExecutors;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The ScheduledThreadPoolExecutor of the running JDK. It skips nothing, and a task it refuses was
 * never periodic; tasks have no names of their own and cannot be serialized.
 */
@SuppressWarnings("FutureReturnValueIgnored") // why: that is what applications do
class ExecutorIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ExecutorInstrumentation());

  private ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

  @AfterEach
  void stop() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Runs this. */
  private static final class Settle implements Runnable {
    private final Runnable body;

    Settle(Runnable body) {
      this.body = body;
    }

    @Override
    public void run() {
      body.run();
    }
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
    assertThat(PeriodicTaskAdvice.class.getClassLoader()).isNull();
    assertThat(JobRuns.class.getClassLoader()).isNull();
  }

  @Test
  void eachExecutionAtAFixedRateIsARun() {
    CountDownLatch twice = new CountDownLatch(2);
    executor.scheduleAtFixedRate(
        new Settle(
            () -> {
              twice.countDown();
              if (twice.getCount() == 0) {
                executor.shutdown();
              }
            }),
        0,
        200,
        TimeUnit.MILLISECONDS);

    RunAssert first = runs.take().isJob("executor", null, "Settle").isOutermost().succeeded();
    RunAssert second = runs.take().isJob("executor", null, "Settle").isOutermost().succeeded();

    JobRun run = first.run();
    assertThat(run.schedule()).isEqualTo("every 200 ms");
    assertThat(run.isByScheduler()).isTrue();
    assertThat(run.codeClass()).isEqualTo(Settle.class.getName());
    assertThat(run.codeMethod()).isEqualTo("run");
    assertThat(run.nextMillis() - run.scheduledMillis()).isEqualTo(200);
    assertThat(second.run().scheduledMillis() - run.scheduledMillis()).isBetween(195L, 205L);
    assertThat(run.scheduledMillis()).isCloseTo(System.currentTimeMillis(), within());
  }

  private static org.assertj.core.data.Offset<Long> within() {
    return org.assertj.core.api.Assertions.within(30_000L);
  }

  @Test
  void lambdasAreCalledAfterTheirClassAndSchedule() throws Exception {
    CountDownLatch once = new CountDownLatch(1);
    ScheduledFuture<?> future =
        executor.scheduleWithFixedDelay(once::countDown, 0, 5, TimeUnit.MINUTES);

    RunAssert run =
        runs.take().isJob("executor", null, "ExecutorIT 5 min after the end").succeeded();
    await(once);
    future.cancel(false);

    assertThat(run.run().codeClass()).isEqualTo(ExecutorIT.class.getName());
    assertThat(run.run().codeMethod()).isNull();
    assertThat(run.run().nextMillis()).isEqualTo(JobRun.NO_TIME);
  }

  @Test
  void taskThatThrewNeverRunsAgain() {
    IllegalStateException failure = new IllegalStateException("no disk");
    ScheduledFuture<?> future =
        executor.scheduleAtFixedRate(
            new Settle(
                () -> {
                  throw failure;
                }),
            0,
            1,
            TimeUnit.MILLISECONDS);

    runs.take()
        .isJob("executor", null, "Settle")
        .failedWith(IllegalStateException.class, "no disk")
        .diedWith("");

    assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isSameAs(failure);
  }

  @Test
  void runThatTheNextOneOvertakesAndFailsHasSucceeded() throws InterruptedException {
    CountDownLatch bothAreThere = new CountDownLatch(1);
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger threads = new AtomicInteger();
    AtomicInteger tries = new AtomicInteger();
    executor.shutdownNow();
    // why: a first run whose thread starts a third worker, and cannot, before it leaves the task
    executor =
        new ScheduledThreadPoolExecutor(
            3,
            worker -> {
              if (threads.incrementAndGet() == 3) {
                await(failed);
              }
              return new Thread(worker);
            });
    ScheduledFuture<?> future =
        executor.scheduleAtFixedRate(
            new Settle(
                () -> {
                  if (tries.incrementAndGet() == 2) {
                    throw new IllegalStateException("no disk");
                  }
                  await(bothAreThere);
                }),
            0,
            1,
            TimeUnit.NANOSECONDS);
    executor.execute(bothAreThere::countDown);

    assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS)).hasStackTraceContaining("no disk");
    failed.countDown();
    runs.take().succeeded();
    runs.take().failedWith(IllegalStateException.class, "no disk").diedWith("");
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void failureOfATaskWhoseExecutorWasStoppedIsNotTheDeathOfItsSchedule() {
    CountDownLatch running = new CountDownLatch(1);
    executor.scheduleAtFixedRate(
        new Settle(
            () -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException stopped) {
                throw new IllegalStateException("interrupted", stopped);
              }
            }),
        0,
        1,
        TimeUnit.HOURS);
    await(running);
    executor.shutdownNow();

    RunAssert run = runs.take().failedWith(IllegalStateException.class, "interrupted");

    assertThat(run.result().diedWith()).isNull();
  }

  @Test
  void cancelledTaskIsNotDead() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ScheduledFuture<?> future =
        executor.scheduleAtFixedRate(
            new Settle(
                () -> {
                  running.countDown();
                  await(goOn);
                }),
            0,
            1,
            TimeUnit.HOURS);
    await(running);
    future.cancel(false);
    goOn.countDown();

    RunAssert run = runs.take().stopped();

    assertThat(run.result().diedWith()).isNull();
  }

  @Test
  void shutDownExecutorRunsNothing() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    executor.shutdownNow();
    executor = Executors.newSingleThreadScheduledExecutor();
    executor.execute(
        () -> {
          busy.countDown();
          await(goOn);
        });
    await(busy);
    executor.scheduleAtFixedRate(new Settle(() -> {}), 0, 1, TimeUnit.MILLISECONDS);
    executor.shutdown();
    goOn.countDown();

    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneShotTaskIsNoRun() throws Exception {
    assertThat(executor.schedule(() -> 1, 1, TimeUnit.MILLISECONDS).get()).isEqualTo(1);
    assertThat(executor.submit(() -> 2).get()).isEqualTo(2);
  }

  @Test
  void executorThatDecoratesItsTasksIsSeen() throws Exception {
    executor.shutdownNow();
    executor = new Decorating();
    CountDownLatch twice = new CountDownLatch(2);
    executor.scheduleAtFixedRate(
        new Settle(
            () -> {
              twice.countDown();
              if (twice.getCount() == 0) {
                executor.shutdown();
              }
            }),
        0,
        10,
        TimeUnit.MILLISECONDS);

    runs.take().isJob("executor", null, "Settle").succeeded();
    runs.take().isJob("executor", null, "Settle").succeeded();
  }

  @Test
  void taskBehindTheDecoratorOfALibraryIsTheJob() {
    ScheduledExecutorService decorated = MoreExecutors.listeningDecorator(executor);
    decorated.scheduleAtFixedRate(
        new Settle(
            () -> {
              throw new IllegalStateException("no disk");
            }),
        0,
        1,
        TimeUnit.HOURS);

    RunAssert run =
        runs.take()
            .isJob("executor", null, "Settle")
            .failedWith(IllegalStateException.class, "no disk")
            .diedWith("");
    assertThat(run.run().codeClass()).isEqualTo(Settle.class.getName());
  }

  @Test
  void tasksRunAtTheSameTimeAndDoNotNest() {
    CountDownLatch both = new CountDownLatch(2);
    Runnable meet =
        new Settle(
            () -> {
              both.countDown();
              await(both);
            });
    executor.scheduleAtFixedRate(meet, 0, 1, TimeUnit.HOURS);
    executor.scheduleAtFixedRate(meet, 0, 1, TimeUnit.HOURS);

    runs.take().isOutermost().succeeded();
    runs.take().isOutermost().succeeded();
  }

  @Test
  void withoutAListenerTheExecutorWorks() {
    JobRuns.listen(null);
    CountDownLatch done = new CountDownLatch(2);
    executor.scheduleAtFixedRate(done::countDown, 0, 1, TimeUnit.MILLISECONDS);
    await(done);
  }

  private static final class Decorating extends ScheduledThreadPoolExecutor {
    Decorating() {
      super(1);
    }

    @Override
    protected <V> RunnableScheduledFuture<V> decorateTask(
        Runnable runnable, RunnableScheduledFuture<V> task) {
      return new Decorated<>(task);
    }

    @Override
    protected <V> RunnableScheduledFuture<V> decorateTask(
        Callable<V> callable, RunnableScheduledFuture<V> task) {
      return new Decorated<>(task);
    }
  }

  private static final class Decorated<V> extends FutureTask<V>
      implements RunnableScheduledFuture<V> {
    private final RunnableScheduledFuture<V> task;

    Decorated(RunnableScheduledFuture<V> task) {
      super(() -> null);
      this.task = task;
    }

    @Override
    public void run() {
      task.run();
    }

    @Override
    public boolean isPeriodic() {
      return task.isPeriodic();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return task.getDelay(unit);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      return task.cancel(mayInterrupt);
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
      return task.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      return task.get(timeout, unit);
    }
  }
}
