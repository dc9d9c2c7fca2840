package io.batchmon.instrumentation.redisson;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.api.RScheduledExecutorService;
import org.redisson.api.RScheduledFuture;
import org.redisson.api.WorkerOptions;

/** What a worker of Redisson 4.7 finds too late. */
class LateTaskIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new RedissonInstrumentation());

  @Test
  void taskThatComesTooLateIsSkipped() throws Exception {
    try (TestRedis redis = TestRedis.start()) {
      RScheduledExecutorService executor = redis.client().getExecutorService("late");
      RScheduledFuture<?> future = executor.schedule(new FailingReport(), 1, TimeUnit.MILLISECONDS);
      long due = System.currentTimeMillis() + 1;
      while (System.currentTimeMillis() <= due + 1) {
        Thread.onSpinWait();
      }

      executor.registerWorkers(
          WorkerOptions.defaults().workers(1).taskLateThreshold(Duration.ofMillis(1)));

      RunAssert taken = runs.take().skipped("the worker is too late").isOutermost();
      taken.isJob("redisson", null, "FailingReport");
      assertThat(taken.run().instanceId()).isEqualTo(future.getTaskId());
    }
  }
}
