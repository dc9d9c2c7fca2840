package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.run.Pools.Reading;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolsTest {
  private final TickingClock clock = new TickingClock();
  private final UnreadFailures unread = new UnreadFailures(clock);
  private final Pools pools = new Pools(unread);

  private static ThreadPoolExecutor pool() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        java.util.concurrent.Executors.defaultThreadFactory());
  }

  private static void finish(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private void work(ThreadPoolExecutor pool, String threadName, Throwable thrown)
      throws InterruptedException {
    Thread worker =
        new Thread(
            () -> {
              pools.workerStarted(pool);
              pools.workerEnded(pool, thrown);
            },
            threadName);
    worker.start();
    worker.join();
  }

  @ParameterizedTest
  @CsvSource({
    "pool-1-thread-3, pool-1",
    "task-1, task",
    "http-nio-8080-exec-12, http-nio-8080-exec",
    "import_7, import",
    "Worker, Worker",
    "42, 42",
    "my-thread, my-thread",
  })
  void poolIsCalledAsItsThreadsWithoutTheirNumber(String thread, String name) {
    assertThat(Pools.nameOf(thread)).isEqualTo(name);
  }

  @Test
  void poolIsAskedForWhatItDidSinceTheLastTime() throws InterruptedException {
    ThreadPoolExecutor pool = pool();
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    pool.execute(running::countDown);
    pool.execute(
        () -> {
          running.countDown();
          try {
            goOn.await();
          } catch (InterruptedException failure) {
            throw new AssertionError(failure);
          }
        });
    pool.execute(() -> {});
    running.await();
    work(pool, "import-1", new IllegalStateException());

    Reading first = pools.read().get(0);
    assertThat(first.name()).isEqualTo("import");
    assertThat(first.waiting()).isEqualTo(1);
    assertThat(first.active()).isEqualTo(1);
    assertThat(first.completed()).isEqualTo(1);
    assertThat(first.failed()).isEqualTo(1);

    goOn.countDown();
    finish(pool);
    Reading second = pools.read().get(0);
    assertThat(second.completed()).isEqualTo(2);
    assertThat(second.failed()).isZero();
    assertThat(second.waiting()).isZero();
  }

  @Test
  void onePoolIsOneHoweverManyWorkersItHas() throws InterruptedException {
    ThreadPoolExecutor pool = pool();
    work(pool, "import-1", null);
    work(pool, "import-2", null);
    assertThat(pools.read()).hasSize(1);
  }

  @Test
  void namesBeyondTheLimitShareOne() throws InterruptedException {
    List<ThreadPoolExecutor> kept = new java.util.ArrayList<>();
    for (int i = 0; i < 103; i++) {
      ThreadPoolExecutor pool = pool();
      kept.add(pool);
      work(pool, "pool-" + i + "-thread-1", null);
    }
    assertThat(pools.read()).extracting(Reading::name).contains("pool-99", (String) null);
    assertThat(pools.read()).filteredOn(reading -> reading.name() == null).hasSize(3);
    assertThat(kept).hasSize(103);
  }

  @Test
  void poolsMadeByTheThousandDoNotPileUpUntilTheyAreRead() throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      work(pool(), "import-1", null);
    }
    assertThat(pools.read()).hasSizeLessThanOrEqualTo(1000);
    assertThat(pools.takeUncounted()).isEqualTo(2000);
    assertThat(pools.takeUncounted()).isZero();
  }

  @Test
  void poolThatNobodyHoldsIsForgottenAfterItWasReadOnce() throws InterruptedException {
    work(pool(), "gone-1", null);
    assertThat(pools.read()).hasSize(1);
    for (int i = 0; i < 100 && !pools.read().isEmpty(); i++) {
      System.gc();
    }
    assertThat(pools.read()).isEmpty();
  }

  @Test
  void exceptionOfACancelledTaskIsNotSwallowed() {
    FutureTask<Object> cancelled = new FutureTask<>(() -> 1);
    cancelled.cancel(true);
    pools.taskFailed(cancelled, new IllegalStateException("interrupted"));

    assertThat(unread.takeSwallowed(true)).isEmpty();
  }

  @Test
  void exceptionThatNobodyAsksForIsSwallowedAfterAMinute() {
    FutureTask<Object> read = new FutureTask<>(() -> 1);
    FutureTask<Object> forgotten = new FutureTask<>(() -> 2);
    pools.taskFailed(read, new IllegalStateException("read"));
    pools.taskFailed(forgotten, new IllegalStateException("no disk"));
    pools.failureRead(read);

    assertThat(unread.takeSwallowed(false)).isEmpty();
    clock.tick(java.time.Duration.ofMinutes(1));

    assertThat(unread.takeSwallowed(false))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.failure().root().message()).isEqualTo("no disk");
              assertThat(failed.pool()).isNull();
            });
    assertThat(unread.takeSwallowed(true)).isEmpty();
    assertThat(forgotten).isNotNull();
  }

  @Test
  void atTheEndOfTheJvmNobodyWillAsk() {
    FutureTask<Object> task = new FutureTask<>(() -> 1);
    pools.taskFailed(task, new IllegalStateException("no disk"));
    assertThat(unread.takeSwallowed(true)).hasSize(1);
  }

  @Test
  void futureThatIsGoneWillNotBeAsked() {
    pools.taskFailed(new FutureTask<>(() -> 1), new IllegalStateException("no disk"));
    int told = 0;
    for (int i = 0; i < 100 && told == 0; i++) {
      System.gc();
      told = unread.takeSwallowed(false).size();
    }
    assertThat(told).isEqualTo(1);
  }

  @Test
  void ofTooManyTheRestIsCounted() {
    List<FutureTask<Object>> kept = new java.util.ArrayList<>();
    for (int i = 0; i < 1005; i++) {
      FutureTask<Object> task = new FutureTask<>(() -> 1);
      kept.add(task);
      pools.taskFailed(task, new IllegalStateException());
    }
    assertThat(unread.takeRefused()).isEqualTo(5);
    assertThat(unread.takeSwallowed(true)).hasSize(1000);
    assertThat(kept).hasSize(1005);
  }
}
