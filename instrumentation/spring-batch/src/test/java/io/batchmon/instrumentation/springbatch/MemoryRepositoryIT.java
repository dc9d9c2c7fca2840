package io.batchmon.instrumentation.springbatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.springbatch.shared.AllVersions;
import io.batchmon.instrumentation.springbatch.shared.Batch.Execution;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.RunKind;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Repositories without a database. Those of 3 and 4 remember what ran in this JVM; that of 5
 * remembers nothing, numbers every instance 1 and calls every job what the first one was called.
 */
class MemoryRepositoryIT {
  @RegisterExtension static final RecordedRuns runs = AllVersions.recorded();

  @Test
  void attemptsAreNumberedWhereTheRepositoryKnowsThem() throws Exception {
    TestBatch batch = TestBatch.inMemory();
    AtomicInteger tries = new AtomicInteger();
    Object job =
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  if (tries.incrementAndGet() == 1) {
                    throw new IllegalStateException("Bad file");
                  }
                }));
    Execution first = batch.launch(job);
    batch.launch(job);
    batch.launch(batch.job("weekly", batch.step("sum", inside -> {})));

    take(RunKind.STEP, "nightly", "load").failedWith(IllegalStateException.class, "Bad file");
    RunAssert failed = take(RunKind.JOB, null, "nightly");
    failed.failedWith(IllegalStateException.class, "Bad file").hasAttempt(1);
    take(RunKind.STEP, "nightly", "load").succeeded();
    RunAssert again = take(RunKind.JOB, null, "nightly").succeeded();
    take(RunKind.STEP, "weekly", "sum").succeeded();
    take(RunKind.JOB, null, "weekly").succeeded().hasAttempt(1);
    if (TestBatch.remembersInMemory()) {
      again.hasAttempt(2);
      assertThat(again.run().instanceId())
          .isEqualTo(failed.run().instanceId())
          .isEqualTo(Long.toString(first.instanceId()));
    } else {
      again.hasAttempt(1);
      assertThat(again.run().instanceId()).isNull();
      assertThat(failed.run().instanceId()).isNull();
    }
  }

  private static RunAssert take(RunKind kind, String group, String name) {
    return runs.take().is(kind, "spring_batch", group, name);
  }
}
