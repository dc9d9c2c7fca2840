package io.batchmon.instrumentation.elasticjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each firing of the real ElasticJob becomes, in every version. */
abstract class ElasticJobContract {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new ElasticJobInstrumentation());

  abstract TestJob start(TestJob.Settings settings) throws Exception;

  /** What the framework calls the reason of a firing; null where it does not tell. */
  abstract String source(String word);

  private List<RunAssert> take(int number) {
    List<RunAssert> taken = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      taken.add(runs.take());
    }
    return taken;
  }

  private static RunAssert isJob(RunAssert taken, String name) {
    assertThat(taken.run().isByScheduler()).isTrue();
    return taken.isJob("elasticjob", null, name).isOutermost().hasAttempt(1);
  }

  private RunAssert isShard(RunAssert taken, String name, int shard, int of, RunAssert job) {
    taken
        .is(RunKind.STEP, "elasticjob", name, "shard " + shard)
        .hasAttribute("batch.shard.index", (long) shard)
        .hasAttribute("batch.shard.total", (long) of)
        .isInside(job);
    assertThat(taken.run().instanceId() == null).isEqualTo(source("x") == null);
    if (taken.run().instanceId() != null) {
      assertThat(taken.run().instanceId()).startsWith(name);
    }
    return taken;
  }

  @Test
  void firingIsOneJobAndItsShardAStep() throws Exception {
    long before = System.currentTimeMillis();
    try (TestJob job = start(TestJob.Settings.of("single", 1, shard -> {}))) {
      job.fire();
      List<RunAssert> taken = take(2);

      isJob(taken.get(1), "single").succeeded();
      isShard(taken.get(0), "single", 0, 1, taken.get(1))
          .hasTrigger(source("NORMAL_TRIGGER"))
          .succeeded();
      assertThat(taken.get(1).run().scheduledMillis())
          .isBetween(before, System.currentTimeMillis());
      assertThat(taken.get(1).run().schedule()).isNull();
    }
  }

  @Test
  void cronExpressionIsTheSchedule() throws Exception {
    AtomicReference<TestJob> started = new AtomicReference<>();
    try (TestJob job =
        start(TestJob.Settings.of("cron", 1, shard -> started.get().pause()).cron("* * * * * ?"))) {
      started.set(job);
      List<RunAssert> taken = take(2);
      JobRun run = isJob(taken.get(1), "cron").succeeded().run();

      taken.get(0).succeeded();
      assertThat(run.schedule()).isEqualTo("* * * * * ?");
      assertThat(run.scheduledMillis() % 1000).isZero();
      assertThat(run.nextMillis()).isEqualTo(run.scheduledMillis() + 1000);
    }
  }

  @Test
  void failureThatTheErrorHandlerSwallowsIsAFailedRun() throws Exception {
    try (TestJob job =
        start(
            TestJob.Settings.of(
                "swallowed",
                1,
                shard -> {
                  throw new IllegalStateException("Bad file");
                }))) {
      job.fire();
      List<RunAssert> taken = take(2);

      isJob(taken.get(1), "swallowed").failedWith(IllegalStateException.class, "Bad file");
      isShard(taken.get(0), "swallowed", 0, 1, taken.get(1))
          .failedWith(IllegalStateException.class, "Bad file");
    }
  }

  @Test
  void errorThatTheErrorHandlerThrowsAgainIsTheJobsOwn() throws Exception {
    try (TestJob job =
        start(
            TestJob.Settings.of(
                    "rethrown",
                    1,
                    shard -> {
                      throw new StackOverflowError("Too deep");
                    })
                .rethrowing())) {
      job.fire();
      List<RunAssert> taken = take(2);

      isJob(taken.get(1), "rethrown").failedWith(StackOverflowError.class, "Too deep");
      taken.get(0).failedWith(StackOverflowError.class, "Too deep");
    }
  }

  @Test
  void shardsOfOtherThreadsAreStepsOfTheJobAndOneFailureFailsIt() throws Exception {
    try (TestJob job =
        start(
            TestJob.Settings.of(
                "sharded",
                3,
                shard -> {
                  if (shard == 1) {
                    throw new IllegalStateException("No disk");
                  }
                }))) {
      job.fire();
      List<RunAssert> taken = take(4);

      isJob(taken.get(3), "sharded").failedWith(IllegalStateException.class, "No disk");
      for (RunAssert shard : taken.subList(0, 3)) {
        int index = Integer.parseInt(shard.run().name().name().substring("shard ".length()));
        isShard(shard, "sharded", index, 3, taken.get(3));
        if (index == 1) {
          shard.failedWith(IllegalStateException.class, "No disk");
        } else {
          shard.succeeded();
        }
      }

      job.fire();
      List<RunAssert> again = take(4);
      isJob(again.get(3), "sharded").failedWith(IllegalStateException.class, "No disk");
      for (RunAssert shard : again.subList(0, 3)) {
        if (shard.run().name().name().equals("shard 1")) {
          shard.failedWith(IllegalStateException.class, "No disk");
        } else {
          shard.succeeded();
        }
      }
    }
  }

  @Test
  void misfireThatIsMadeUpForBelongsToTheSameFiring() throws Exception {
    AtomicReference<TestJob> started = new AtomicReference<>();
    AtomicInteger calls = new AtomicInteger();
    try (TestJob job =
        start(
            TestJob.Settings.of(
                "misfired",
                1,
                shard -> {
                  if (calls.incrementAndGet() == 1) {
                    started.get().misfire(0);
                    throw new IllegalStateException("The first time");
                  }
                }))) {
      started.set(job);
      job.fire();
      List<RunAssert> taken = take(3);

      isJob(taken.get(2), "misfired").failedWith(IllegalStateException.class, "The first time");
      isShard(taken.get(0), "misfired", 0, 1, taken.get(2))
          .hasTrigger(source("NORMAL_TRIGGER"))
          .failedWith(IllegalStateException.class, "The first time");
      isShard(taken.get(1), "misfired", 0, 1, taken.get(2))
          .hasTrigger(source("MISFIRE"))
          .succeeded();
    }
  }

  @Test
  void firingWhileTheShardStillRunsIsSkipped() throws Exception {
    try (TestJob job = start(TestJob.Settings.of("busy", 1, shard -> {}))) {
      // why: the first firing assigns the shards, which waits for those that run
      job.fire();
      take(2).forEach(RunAssert::succeeded);
      job.shardRunsElsewhere(0);
      job.fire();

      isJob(runs.take(), "busy").skipped("no shard to run on this instance");
    }
  }

  @Test
  void firingWithoutAShardOfThisInstanceIsSkipped() throws Exception {
    try (TestJob job = start(TestJob.Settings.of("elsewhere", 1, shard -> {}))) {
      job.fire();
      List<RunAssert> taken = take(2);
      taken.get(0).succeeded();
      isJob(taken.get(1), "elsewhere").succeeded();
      job.assignElsewhere();
      job.fire();

      isJob(runs.take(), "elsewhere").skipped("no shard to run on this instance");
    }
  }

  @Test
  void failedOverShardIsAStepOfItsOwnFiring() throws Exception {
    try (TestJob job = start(TestJob.Settings.of("failover", 2, shard -> {}).failingOver())) {
      job.failOver(1);
      job.fire();
      List<RunAssert> taken = take(2);

      isJob(taken.get(1), "failover").succeeded();
      isShard(taken.get(0), "failover", 1, 2, taken.get(1)).succeeded();
    }
  }

  @Test
  void listenerThatThrowsFailsTheFiringAlthoughItIsSwallowedAndTheShardsRun() throws Exception {
    try (TestJob job = start(TestJob.Settings.of("listened", 1, shard -> {}).failingListener())) {
      job.fire();
      List<RunAssert> taken = take(2);

      taken.get(0).succeeded();
      isJob(taken.get(1), "listened").failedWith(IllegalStateException.class, "Not today");
    }
  }

  @Test
  void listenerWhoseFailureIsThrownAgainRejectsTheFiring() throws Exception {
    try (TestJob job =
        start(TestJob.Settings.of("refused", 1, shard -> {}).failingListener().rethrowing())) {
      job.fire();

      isJob(runs.take(), "refused").rejectedWith(IllegalStateException.class, "Not today");
    }
  }
}
