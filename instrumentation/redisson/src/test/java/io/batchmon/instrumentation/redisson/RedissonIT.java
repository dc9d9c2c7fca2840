package io.batchmon.instrumentation.redisson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.api.CronSchedule;
import org.redisson.api.RExecutorFuture;
import org.redisson.api.RScheduledExecutorService;
import org.redisson.api.RScheduledFuture;
import org.redisson.api.RedissonClient;

/** What each run of a task becomes on a real worker with a real Redis. */
class RedissonIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new RedissonInstrumentation());

  private static final boolean FLOOR = "floor".equals(System.getProperty("version.line"));
  private static final AtomicInteger EXECUTORS = new AtomicInteger();

  private static TestRedis redis;
  private static RedissonClient client;
  private static RScheduledExecutorService others;

  private ExecutorService workers;
  private RScheduledExecutorService executor;

  @SuppressWarnings("deprecation")
  @BeforeAll
  static void start() throws Exception {
    redis = TestRedis.start();
    client = redis.client();
    others = client.getExecutorService("others");
    others.registerWorkers(1);
  }

  // why: WorkerOptions are newer than Redisson 3.10
  @SuppressWarnings("deprecation")
  @BeforeEach
  void register() {
    workers = Executors.newSingleThreadExecutor();
    executor = client.getExecutorService("nightly" + EXECUTORS.incrementAndGet());
    executor.registerWorkers(1, workers);
  }

  @AfterEach
  void delete() throws InterruptedException {
    executor.delete();
    workers.shutdownNow();
    assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @AfterAll
  static void stop() throws Exception {
    redis.close();
  }

  private static RunAssert take(Class<?> task) {
    RunAssert taken = runs.take();
    assertThat(taken.run().isByScheduler()).isTrue();
    assertThat(taken.run().codeClass()).isEqualTo(task.getName());
    return taken
        .isJob("redisson", null, task.getSimpleName())
        .isOutermost()
        .hasAttempt(1)
        .hasStatus(null);
  }

  @Test
  void taskIsCalledAfterItsClass() throws Exception {
    RExecutorFuture<String> future = executor.submit(new Export());

    RunAssert taken = take(Export.class).succeeded();

    assertThat(taken.run().instanceId()).isEqualTo(future.getTaskId());
    assertThat(taken.run().scheduledMillis()).isEqualTo(JobRun.NO_TIME);
    assertThat(taken.run().schedule()).isNull();
    assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("exported");
  }

  @Test
  void taskThatWasScheduledKnowsWhenItWasDue() {
    long before = System.currentTimeMillis();

    RScheduledFuture<?> future = executor.schedule(new Settlement(), 50, TimeUnit.MILLISECONDS);

    RunAssert taken = take(Settlement.class).succeeded();
    assertThat(taken.run().instanceId()).isEqualTo(future.getTaskId());
    assertThat(taken.run().scheduledMillis())
        .isBetween(before + 50, System.currentTimeMillis() + 50);
    assertThat(taken.run().schedule()).isNull();
  }

  @Test
  void failureIsTheTasksOwnAndStaysInItsFuture() {
    RExecutorFuture<String> imported = executor.submit(new FailingImport());
    take(FailingImport.class).failedWith(IOException.class, "No disk");
    assertThatThrownBy(() -> imported.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("No disk");

    RScheduledFuture<?> reported = executor.schedule(new FailingReport(), 1, TimeUnit.MILLISECONDS);
    take(FailingReport.class).failedWith(IllegalStateException.class, "Bad file");
    assertThatThrownBy(() -> reported.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("Bad file");
  }

  @Test
  void taskThatIsCancelledWhileItRunsIsStopped() {
    RExecutorFuture<?> future = executor.submit(new Endless());
    runs.awaitStart();

    try {
      future.cancel(true);
    } catch (RuntimeException answeredByTheTask) {
      assertThat(answeredByTheTask).hasRootCauseInstanceOf(InterruptedException.class);
    }

    take(Endless.class).stopped();
  }

  @Test
  void taskAtAFixedRateIsARunEachTime() throws Exception {
    long before = System.currentTimeMillis();
    RScheduledFuture<?> future =
        executor.scheduleAtFixedRate(new Settlement(), 1, 60, TimeUnit.MILLISECONDS);
    long after = System.currentTimeMillis();

    RunAssert first = take(Settlement.class).succeeded();
    // why: Redisson 3.10 forgets a task that runs for longer than its period
    RunAssert second = FLOOR ? null : take(Settlement.class).succeeded();
    endRepeating();

    assertThat(first.run().trigger()).isEqualTo(future.getTaskId());
    assertThat(first.run().instanceId()).isNull();
    assertThat(first.run().schedule()).isEqualTo("every 60 ms");
    assertThat(first.run().scheduledMillis()).isBetween(before + 1, after + 1);
    if (second != null) {
      assertThat(second.run().scheduledMillis()).isGreaterThan(first.run().scheduledMillis());
    }
  }

  @Test
  void taskWithADelayIsARunEachTime() throws Exception {
    RScheduledFuture<?> delayed =
        executor.scheduleWithFixedDelay(new Settlement(), 1, 70, TimeUnit.MILLISECONDS);
    RunAssert first = take(Settlement.class).succeeded();
    RunAssert second = take(Settlement.class).succeeded();
    endRepeating();
    assertThat(first.run().trigger()).isEqualTo(delayed.getTaskId());
    assertThat(first.run().schedule()).isEqualTo("70 ms after the end");
    assertThat(second.run().scheduledMillis()).isGreaterThan(first.run().scheduledMillis());
  }

  @Test
  void taskWithACronExpressionIsARunEachTime() throws Exception {
    long before = System.currentTimeMillis();
    RScheduledFuture<?> cron = executor.schedule(new Settlement(), CronSchedule.of("* * * * * ?"));
    RunAssert fired = take(Settlement.class).succeeded();
    endRepeating();
    assertThat(fired.run().trigger()).isEqualTo(cron.getTaskId());
    assertThat(fired.run().schedule()).isEqualTo("* * * * * ?");
    assertThat(fired.run().scheduledMillis() % 1000).isZero();
    assertThat(fired.run().scheduledMillis()).isBetween(before, System.currentTimeMillis());
  }

  /** A task that repeats runs on until its worker ends. */
  private void endRepeating() throws InterruptedException {
    executor.delete();
    workers.shutdown();
    assertThat(workers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    String last = others.submit(new Export()).getTaskId();
    RunAssert taken;
    do {
      taken = runs.take().succeeded();
    } while (!last.equals(taken.run().instanceId()));
  }
}
