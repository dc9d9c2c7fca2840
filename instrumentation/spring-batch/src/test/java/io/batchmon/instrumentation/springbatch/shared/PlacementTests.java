package io.batchmon.instrumentation.springbatch.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.springbatch.shared.Batch.Chunks;
import io.batchmon.instrumentation.springbatch.shared.Batch.Execution;
import io.batchmon.instrumentation.testing.RunAssert;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is a part of what, on whichever thread it runs. */
public abstract class PlacementTests extends BatchTests {
  protected PlacementTests(Callable<? extends Batch> start) {
    super(start);
  }

  @Test
  void jobOnAPoolHasWaitedForItsThread() throws Exception {
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch free = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      pool.execute(
          () -> {
            busy.countDown();
            await(free);
          });
    }
    await(busy);
    Execution execution =
        batch.launch(batch.job("nightly", batch.step("load", inside -> {})), pool, Map.of());
    free.countDown();

    RunAssert step = takeStep("nightly", "load").succeeded();
    RunAssert job = takeJob("nightly").succeeded().isOutermost();
    step.isInside(job);
    assertThat(job.run().submittedMillis()).isEqualTo(execution.createdMillis());
  }

  @Test
  void executionsOfOneJobSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Object job =
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  both.countDown();
                  await(both);
                }));
    Future<Execution> first = pool.submit(() -> batch.launch(job, Batch.HERE, Map.of("file", "a")));
    Future<Execution> second =
        pool.submit(() -> batch.launch(job, Batch.HERE, Map.of("file", "b")));
    assertThat(first.get().id()).isNotEqualTo(second.get().id());

    RunAssert[] taken = {runs.take(), runs.take(), runs.take(), runs.take()};
    for (Execution execution : new Execution[] {first.get(), second.get()}) {
      RunAssert[] own = new RunAssert[2];
      for (RunAssert run : taken) {
        run.succeeded();
        if (attribute(run, "batch.job.execution.id") == execution.id()) {
          own[run.run().name().group() == null ? 0 : 1] = run;
        }
      }
      own[1].isInside(own[0].isOutermost());
    }
  }

  private static long attribute(RunAssert run, String name) {
    for (int i = 0; i < run.run().attributeCount(); i++) {
      if (run.run().attributeName(i).equals(name)) {
        return (Long) run.run().attributeValue(i);
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void stepsOfASplitBelongToTheirJob() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Batch.Work work =
        inside -> {
          both.countDown();
          await(both);
        };
    batch.launch(batch.split("nightly", pool, batch.step("left", work), batch.step("right", work)));

    Map<String, RunAssert> taken = takeAll(3);
    RunAssert job = taken.get("nightly").succeeded().isOutermost();
    taken.get("nightly.left").succeeded().isInside(job);
    taken.get("nightly.right").succeeded().isInside(job);
    job.hasItems(0, 0, 0, 0, 2, 0);
  }

  @Test
  void failureInsideASplitIsTheJobs() throws Exception {
    batch.launch(
        batch.split(
            "nightly",
            pool,
            batch.step(
                "left",
                inside -> {
                  throw new IllegalStateException("Bad file");
                }),
            batch.step("right", inside -> {})));

    Map<String, RunAssert> taken = takeAll(3);
    RunAssert job =
        taken.get("nightly").failedWith(IllegalStateException.class, "Bad file").isOutermost();
    taken.get("nightly.left").failedWith(IllegalStateException.class, "Bad file").isInside(job);
    taken.get("nightly.right").succeeded().isInside(job);
  }

  @Test
  void partsBelongToTheirPartitionedStepAndCountOnce() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Object part =
        batch.step(
            "ignored",
            inside -> {
              both.countDown();
              await(both);
            });
    batch.launch(batch.job("nightly", batch.partitioned("load", part, 2, pool)));

    Map<String, RunAssert> taken = takeAll(4);
    RunAssert job = taken.get("nightly").succeeded().isOutermost().hasItems(0, 0, 0, 0, 2, 0);
    RunAssert whole =
        taken.get("nightly.load").succeeded().isInside(job).hasItems(0, 0, 0, 0, 2, 0);
    for (String name : new String[] {"nightly.part:partition0", "nightly.part:partition1"}) {
      taken.get(name).succeeded().isInside(whole).hasItems(0, 0, 0, 0, 1, 0);
    }
  }

  @Test
  void partsInAnotherJvmAreCountedByTheirPartitionedStep() throws Exception {
    batch.launch(
        batch.job("nightly", batch.step("first", i -> {}), batch.partitionedElsewhere("load")));

    takeStep("nightly", "first").succeeded().hasItems(0, 0, 0, 0, 1, 0);
    takeStep("nightly", "load").succeeded().hasItems(1, 0, 0, 0, 0, 1);
    takeJob("nightly").succeeded().hasItems(1, 0, 0, 0, 1, 1);
  }

  @Test
  void failureOfAPartIsTheJobs() throws Exception {
    Object part =
        batch.step(
            "ignored",
            inside -> {
              throw new IllegalStateException("Bad file");
            });
    batch.launch(batch.job("nightly", batch.partitioned("load", part, 1, pool)));

    RunAssert first =
        takeStep("nightly", "part:partition0").failedWith(IllegalStateException.class, "Bad file");
    RunAssert whole = runs.take();
    assertThat(whole.run().name().name()).isEqualTo("load");
    assertThat(whole.hasStatus("FAILED").result().failure())
        .hasMessage("Partition handler returned an unsuccessful step");
    whole.failedWith(whole.result().failure().getClass(), whole.result().failure().getMessage());
    first.isInside(whole);
    takeJob("nightly").failedWith(IllegalStateException.class, "Bad file").hasStatus("FAILED");
  }

  @Test
  void chunksOnAPoolAreOneStep() throws Exception {
    String[] items = new String[20];
    for (int i = 0; i < items.length; i++) {
      items[i] = "item " + i;
    }
    batch.launch(batch.job("nightly", batch.step("load", Chunks.of(2, items).on(pool))));

    RunAssert step = takeStep("nightly", "load").succeeded();
    assertThat(step.result().items().read()).isEqualTo(20);
    assertThat(step.result().items().written()).isEqualTo(20);
    step.isInside(takeJob("nightly").succeeded());
  }

  @Test
  void jobInsideAStepIsAPartOfIt() throws Exception {
    Object inner =
        batch.job(
            "inner",
            batch.step(
                "load",
                inside -> {
                  throw new IllegalStateException("Bad file");
                }));
    batch.launch(batch.job("outer", batch.nested("nested", inner)));

    RunAssert load = takeStep("inner", "load").failedWith(IllegalStateException.class, "Bad file");
    RunAssert job = takeJob("inner").failedWith(IllegalStateException.class, "Bad file");
    RunAssert nested = runs.take().hasStatus("FAILED");
    String message = "Step failure: the delegate Job failed in JobStep.";
    nested.failedWith(nested.result().failure().getClass(), message);
    RunAssert outer = runs.take().isJob("spring_batch", null, "outer").isOutermost();
    outer.failedWith(nested.result().failure().getClass(), message);
    load.isInside(job.isInside(nested.isInside(outer)));
  }

  @Test
  void stepsOfAFlowStepBelongToIt() throws Exception {
    batch.launch(
        batch.job(
            "nightly", batch.flowStep("flow", batch.step("a", i -> {}), batch.step("b", i -> {}))));

    Map<String, RunAssert> taken = takeAll(4);
    RunAssert job = taken.get("nightly").succeeded().isOutermost().hasItems(0, 0, 0, 0, 2, 0);
    RunAssert flow = taken.get("nightly.flow").succeeded().isInside(job);
    taken.get("nightly.a").succeeded().isInside(flow);
    taken.get("nightly.b").succeeded().isInside(flow);
  }

  @Test
  void stepWhoseJobRunsElsewhereIsARunOfItsOwn() throws Exception {
    batch.executeAlone(batch.step("part", inside -> {}), "nightly");

    RunAssert step = takeStep("nightly", "part").succeeded().isOutermost();
    assertThat(attribute(step, "batch.job.execution.id")).isNotNegative();
  }
}
