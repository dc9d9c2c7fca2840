package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which pools of connections are told of, and how often. */
class SqlCallsTest {
  private static final int THREADS = 4;
  private static final int MOST = 100;

  private final Queue<ConnectionPool> told = new ConcurrentLinkedQueue<>();

  /** A pool that can be gone. */
  private static final class TestPool implements ConnectionPool {
    volatile @Nullable Object self = new Object();

    @Override
    public @Nullable Object pool() {
      return self;
    }

    @Override
    public @Nullable String name() {
      return null;
    }

    @Override
    public int used() {
      return 0;
    }

    @Override
    public int idle() {
      return 0;
    }

    @Override
    public int max() {
      return 0;
    }

    @Override
    public int pending() {
      return 0;
    }
  }

  @BeforeEach
  void listen() {
    SqlCalls.listen(
        new SqlListener() {
          @Override
          public @Nullable Object begun(@Nullable String text) {
            return null;
          }

          @Override
          public void executed(Object begun, SqlCall call, @Nullable Throwable thrown) {}

          @Override
          public void poolSeen(ConnectionPool pool) {
            told.add(pool);
          }

          @Override
          public void lent(Object pool, @Nullable Object connection, long waitedNanos) {}

          @Override
          public void returned(Object connection) {}
        });
  }

  @AfterEach
  void stop() {
    SqlCalls.listen(null);
  }

  private static void lend(TestPool pool) {
    Object self = pool.self;
    if (self != null && SqlCalls.isNew(self)) {
      SqlCalls.seen(pool);
    }
  }

  private static List<TestPool> pools(int count) {
    List<TestPool> pools = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pools.add(new TestPool());
    }
    return pools;
  }

  private static void inThreads(List<TestPool> pools) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch together = new CountDownLatch(THREADS);
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        done.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  pools.forEach(SqlCallsTest::lend);
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void eachPoolIsToldOnceByWhicheverThread() throws Exception {
    for (int round = 0; round < 50; round++) {
      listen();
      List<TestPool> pools = pools(MOST);
      inThreads(pools);
      assertThat(told).containsExactlyInAnyOrderElementsOf(pools);
      told.clear();
      SqlCalls.listen(null);
    }
  }

  @Test
  void moreThanSomeAreNotToldUntilOthersAreGone() throws Exception {
    List<TestPool> pools = pools(MOST + 20);
    inThreads(pools);
    assertThat(told).hasSize(MOST).doesNotHaveDuplicates();
    List<ConnectionPool> first = new ArrayList<>(told);
    told.clear();

    ((TestPool) first.get(0)).self = null;
    ((TestPool) first.get(50)).self = null;
    inThreads(pools);

    assertThat(told).hasSize(2).doesNotContainAnyElementsOf(first);
  }

  @Test
  void poolOfOneThatIsGoneIsNotTold() {
    TestPool pool = new TestPool();
    pool.self = null;
    SqlCalls.seen(pool);
    assertThat(told).isEmpty();
  }
}
