package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.ConnectionPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pools of connections that are known, while threads find more of them. */
class SqlPoolsTest {
  private static final int THREADS = 4;
  private static final int MOST = 100;

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

  /** Each thread adds so many, every other one of which is gone at once; this one reads. */
  private static List<TestPool> add(SqlPools pools, int each) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch together = new CountDownLatch(THREADS + 1);
      List<Future<List<TestPool>>> done = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        done.add(
            threads.submit(
                () -> {
                  together.countDown();
                  together.await();
                  List<TestPool> alive = new ArrayList<>();
                  for (int i = 0; i < each; i++) {
                    TestPool pool = new TestPool();
                    pools.add(pool);
                    if (i % 2 == 0) {
                      pool.self = null;
                    } else {
                      alive.add(pool);
                    }
                  }
                  return alive;
                }));
      }
      together.countDown();
      while (!done.stream().allMatch(Future::isDone)) {
        assertThat(pools.read()).hasSizeLessThanOrEqualTo(MOST);
      }
      List<TestPool> alive = new ArrayList<>();
      for (Future<List<TestPool>> one : done) {
        alive.addAll(one.get(60, TimeUnit.SECONDS));
      }
      return alive;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void noneThatIsAliveGetsLost() throws Exception {
    for (int round = 0; round < 200; round++) {
      SqlPools pools = new SqlPools();
      List<TestPool> alive = add(pools, 20);
      pools.read();
      assertThat(pools.read())
          .extracting(pool -> (TestPool) pool.self())
          .containsExactlyInAnyOrderElementsOf(alive);
    }
  }

  @Test
  void thereAreNotMoreThanSome() {
    SqlPools pools = new SqlPools();
    for (int i = 0; i < 2 * MOST; i++) {
      pools.add(new TestPool());
    }
    assertThat(pools.read()).hasSize(MOST);
    pools.read().forEach(pool -> ((TestPool) pool.self()).self = null);
    assertThat(pools.read()).as("those that are gone, once more").hasSize(MOST);
    assertThat(pools.read()).isEmpty();
  }
}
