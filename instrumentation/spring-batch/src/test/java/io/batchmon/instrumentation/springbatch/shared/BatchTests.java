package io.batchmon.instrumentation.springbatch.shared;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.RunKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Spring Batch for each test, and a pool for those that need one. */
abstract class BatchTests {
  @RegisterExtension static final RecordedRuns runs = AllVersions.recorded();

  private final Callable<? extends Batch> start;
  Batch batch;
  ExecutorService pool;

  BatchTests(Callable<? extends Batch> start) {
    this.start = start;
  }

  @BeforeEach
  void start() throws Exception {
    batch = start.call();
    pool = Executors.newFixedThreadPool(2);
  }

  @AfterEach
  void stop() throws Exception {
    pool.shutdown();
    Assertions.assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    batch.close();
  }

  /** The next ended run, which is to be that job's. */
  static RunAssert takeJob(String job) {
    return runs.take().isJob("spring_batch", null, job);
  }

  /** The next ended run, which is to be that step's. */
  static RunAssert takeStep(String job, String step) {
    return runs.take().is(RunKind.STEP, "spring_batch", job, step);
  }

  /** The next ended runs, by the names of their spans. */
  static Map<String, RunAssert> takeAll(int count) {
    Map<String, RunAssert> taken = new HashMap<>();
    for (int i = 0; i < count; i++) {
      RunAssert next = runs.take();
      Assertions.assertThat(taken.put(next.run().name().display(), next)).isNull();
    }
    return taken;
  }

  static void await(CountDownLatch latch) {
    try {
      Assertions.assertThat(latch.await(30, TimeUnit.SECONDS)).as("in time").isTrue();
    } catch (InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }
}
