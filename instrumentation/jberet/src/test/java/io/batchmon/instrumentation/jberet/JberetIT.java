package io.batchmon.instrumentation.jberet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each job of the real JBeret becomes. */
class JberetIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new JberetInstrumentation());

  private final Batch batch = Batch.underTest();

  /** What the work saw as the run that it is in. */
  private final BlockingQueue<OpenRun> seen = new ArrayBlockingQueue<>(10);

  @BeforeEach
  void nothingToDo() {
    Work.reset();
  }

  private long start(String job) {
    return batch.start(job, new Properties());
  }

  private RunAssert takeJob(String name) {
    return runs.take().isJob("jberet", null, name);
  }

  private static RunAssert isStep(RunAssert taken, String job, String step) {
    return taken.is(RunKind.STEP, "jberet", job, step);
  }

  /** As many runs as this, by name: where threads race, which one ends first is open. */
  private Map<String, RunAssert> take(int count) {
    List<RunAssert> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(runs.take());
    }
    taken.sort(Comparator.comparing(run -> run.run().name().name()));
    Map<String, RunAssert> byName = new TreeMap<>();
    taken.forEach(run -> byName.put(run.run().name().name(), run));
    return byName;
  }

  @Test
  void jobAndItsStepSucceed() {
    Work.of(
        "settle",
        () -> {
          seen.add(JobRuns.current());
          return null;
        });
    long before = System.currentTimeMillis();

    long execution = start("nightly");

    RunAssert step = runs.take();
    RunAssert job =
        takeJob("nightly")
            .succeeded()
            .hasStatus("COMPLETED")
            .hasExitCode("COMPLETED")
            .isOutermost()
            .hasAttempt(1)
            .hasAttribute("batch.job.execution.id", execution);
    isStep(step, "nightly", "settle")
        .succeeded()
        .hasStatus("COMPLETED")
        .hasExitCode("COMPLETED")
        .isInside(job)
        .hasAttribute("batch.job.execution.id", execution)
        .hasAttribute("batch.job.instance.id", Long.toString(batch.instance(execution)));
    assertThat(step.result().attributeName(0)).isEqualTo("batch.step.execution.id");
    assertThat((Long) step.result().attributeValue(0)).isPositive();
    assertThat(seen).hasSize(1).allMatch(run -> run.kind() == RunKind.STEP);
    assertThat(job.run().instanceId()).isEqualTo(Long.toString(batch.instance(execution)));
    assertThat(job.run().submittedMillis()).isBetween(before, System.currentTimeMillis());
    assertThat(job.run().attributeCount()).isEqualTo(1);
    assertThat(job.result().items()).isSameAs(ItemCounts.NONE);
    assertThat(step.result().items()).isSameAs(ItemCounts.NONE);
  }

  @Test
  void stepAfterStepIsBesideIt() {
    start("two");

    RunAssert first = runs.take();
    RunAssert second = runs.take();
    RunAssert job = takeJob("two").succeeded();
    isStep(first, "two", "first").succeeded().isInside(job);
    isStep(second, "two", "second").succeeded().isInside(job);
  }

  @Test
  void exitStatusOfTheWorkIsTheExitCode() {
    Work.of("settle", () -> "NOTHING TO SETTLE");

    start("nightly");

    isStep(runs.take(), "nightly", "settle")
        .succeeded()
        .hasStatus("COMPLETED")
        .hasExitCode("NOTHING TO SETTLE");
    takeJob("nightly").succeeded().hasStatus("COMPLETED").hasExitCode("COMPLETED");
  }

  /** Cannot be serialized, which JBeret tries to. */
  private static final class BadLedger extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"serial", "UnusedVariable"})
    private final Object ledger = new Object();

    BadLedger(String message) {
      super(message);
    }
  }

  @Test
  void exceptionThatJberetSwallowsIsTheFailureItself() {
    Exception thrown = new BadLedger("Bad ledger");
    Work.of(
        "settle",
        () -> {
          throw thrown;
        });

    start("nightly");

    RunAssert step = runs.take().failedWith(BadLedger.class, "Bad ledger").hasStatus("FAILED");
    RunAssert job = takeJob("nightly").failedWith(BadLedger.class, "Bad ledger");
    isStep(step, "nightly", "settle").hasExitCode("FAILED").isInside(job);
    job.hasStatus("FAILED").hasExitCode("FAILED");
    assertThat(step.result().failure()).isSameAs(thrown);
    assertThat(job.result().failure()).isSameAs(thrown);
    assertThat(job.result().isRestartable()).isTrue();
  }

  @Test
  void errorIsTheFailureWithoutWhatJberetWrapsAroundIt() {
    Work.of(
        "settle",
        () -> {
          throw new StackOverflowError("Too deep");
        });

    start("nightly");

    isStep(runs.take(), "nightly", "settle").failedWith(StackOverflowError.class, "Too deep");
    takeJob("nightly").failedWith(StackOverflowError.class, "Too deep").hasStatus("FAILED");
  }

  @Test
  void restartIsTheNextAttemptAtTheSameInstanceAndLeavesOutWhatIsComplete() {
    Work.of(
        "second",
        () -> {
          throw new IllegalStateException("No disk");
        });
    long first = start("two");
    isStep(runs.take(), "two", "first").succeeded();
    isStep(runs.take(), "two", "second").failedWith(IllegalStateException.class, "No disk");
    RunAssert failed = takeJob("two").failedWith(IllegalStateException.class, "No disk");
    Work.reset();

    long again = batch.restart(first);

    RunAssert step = runs.take();
    RunAssert job =
        takeJob("two")
            .succeeded()
            .hasAttempt(2)
            .hasAttribute("batch.job.execution.id", again)
            .isOutermost();
    isStep(step, "two", "second").succeeded().isInside(job);
    assertThat(job.run().instanceId()).isEqualTo(failed.run().instanceId());
  }

  @Test
  void failedStepThatTheJobGoesOnFromDoesNotFailTheJob() {
    Work.of(
        "first",
        () -> {
          throw new IllegalStateException("No mail");
        });

    start("tolerant");

    RunAssert first = runs.take().failedWith(IllegalStateException.class, "No mail");
    RunAssert second = runs.take().succeeded();
    RunAssert job = takeJob("tolerant").succeeded().hasStatus("COMPLETED");
    isStep(first, "tolerant", "first").isInside(job);
    isStep(second, "tolerant", "second").isInside(job);
  }

  @Test
  void jobThatItsDefinitionFailsHasAReasonInItsOwnWords() {
    Work.of("second", () -> "BAD");

    start("tolerant");
    isStep(runs.take(), "tolerant", "first").succeeded();
    takeJob("tolerant").succeeded();

    Work.of(
        "first",
        () -> {
          throw new IllegalStateException("No mail");
        });
    start("tolerant");
    runs.take().failedWith(IllegalStateException.class, "No mail");
    isStep(runs.take(), "tolerant", "second").succeeded().hasExitCode("BAD");
    RunAssert job = takeJob("tolerant");
    job.failedWith(IllegalStateException.class, "No mail")
        .hasStatus("FAILED")
        .hasExitCode("BAD DATA");
  }

  @Test
  void listenerThatThrowsBeforeTheJobFailsIt() {
    Work.beforeJob(
        () -> {
          throw new IllegalStateException("No audit log");
        });

    start("listened");

    takeJob("listened").failedWith(IllegalStateException.class, "No audit log");
  }

  @Test
  void listenerThatThrowsAfterTheJobFailsItButHidesNoEarlierFailure() {
    Work.afterJob(
        () -> {
          throw new IllegalStateException("No audit log");
        });
    start("listened");
    isStep(runs.take(), "listened", "settle").succeeded();
    takeJob("listened").failedWith(IllegalStateException.class, "No audit log");

    Work.of(
        "settle",
        () -> {
          throw new IllegalArgumentException("Bad ledger");
        });
    start("listened");
    runs.take().failedWith(IllegalArgumentException.class, "Bad ledger");
    takeJob("listened").failedWith(IllegalArgumentException.class, "Bad ledger");
  }

  @Test
  void itemsAreThoseThatJberetCounts() {
    Work.items(1, 2, -3, 0, 5);

    start("items");

    RunAssert step = runs.take();
    RunAssert job = takeJob("items").succeeded();
    isStep(step, "items", "copy").succeeded().isInside(job);
    assertThat(step.run().progress()).isNotNull();
    assertThat(step.run().progress().counts()).hasToString(step.result().items().toString());
    ItemCounts counts = step.result().items();
    assertThat(counts.read()).isEqualTo(5);
    assertThat(counts.written()).isEqualTo(3);
    assertThat(counts.filtered()).isEqualTo(1);
    assertThat(counts.skipped()).isEqualTo(1);
    assertThat(counts.commits()).isPositive();
    assertThat(counts.rollbacks()).isZero();
    assertThat(job.result().items()).hasToString(counts.toString());
  }

  @Test
  void chunkThatFailsSaysWhereAndHowFarItCame() {
    Work.items(1, 2, 3, -30);

    start("items");

    RunAssert step = runs.take().failedWith(IllegalStateException.class, "Item -30");
    RunAssert job = takeJob("items").failedWith(IllegalStateException.class, "Item -30");
    isStep(step, "items", "copy").hasStatus("FAILED").isInside(job);
    assertThat(step.result().items().written()).isEqualTo(2);
    assertThat(job.result().items()).hasToString(step.result().items().toString());
  }

  @Test
  void partitionsArePartsOfTheirStepAndTheOneThatFailsFailsIt() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Work.of(
        "north",
        () -> {
          both.await(30, TimeUnit.SECONDS);
          return "DONE";
        });
    Work.of(
        "south",
        () -> {
          both.await(30, TimeUnit.SECONDS);
          throw new BadLedger("Bad south");
        });

    start("spread");

    Map<String, RunAssert> all = take(4);
    assertThat(all).containsOnlyKeys("settle", "settle:partition0", "settle:partition1", "spread");
    RunAssert job = all.get("spread").failedWith(BadLedger.class, "Bad south").isOutermost();
    RunAssert step = isStep(all.get("settle"), "spread", "settle").isInside(job);
    step.failedWith(BadLedger.class, "Bad south").hasStatus("FAILED");
    isStep(all.get("settle:partition0"), "spread", "settle:partition0")
        .succeeded()
        .hasStatus("COMPLETED")
        .hasExitCode("DONE")
        .isInside(step);
    isStep(all.get("settle:partition1"), "spread", "settle:partition1")
        .failedWith(BadLedger.class, "Bad south")
        .hasStatus("FAILED")
        .isInside(step);
  }

  @Test
  void itemsOfPartitionsAreCountedOnce() {
    Work.items(1, 2, 3);

    start("spreaditems");

    Map<String, RunAssert> all = take(4);
    all.values().forEach(RunAssert::succeeded);
    assertThat(all.get("copy:partition0").result().items().read()).isEqualTo(3);
    assertThat(all.get("copy:partition1").result().items().read()).isEqualTo(3);
    assertThat(all.get("copy").result().items().read()).isEqualTo(6);
    assertThat(all.get("spreaditems").result().items().read()).isEqualTo(6);
  }

  @Test
  void stepsOfASplitArePartsOfTheJobInWhicheverThread() {
    CyclicBarrier both = new CyclicBarrier(2);
    Work.of(
        "first",
        () -> {
          both.await(30, TimeUnit.SECONDS);
          return null;
        });
    Work.of(
        "second",
        () -> {
          both.await(30, TimeUnit.SECONDS);
          throw new IllegalStateException("Bad branch");
        });

    start("split");

    Map<String, RunAssert> all = take(3);
    assertThat(all).containsOnlyKeys("first", "second", "split");
    RunAssert job = all.get("split").failedWith(IllegalStateException.class, "Bad branch");
    isStep(all.get("first"), "split", "first").succeeded().isInside(job);
    isStep(all.get("second"), "split", "second")
        .failedWith(IllegalStateException.class, "Bad branch")
        .isInside(job);
  }

  @Test
  void stepAfterASplitIsBesideItsFlows() {
    start("split");

    Map<String, RunAssert> all = take(4);
    RunAssert job = all.get("split").succeeded();
    for (String step : List.of("first", "second", "last")) {
      isStep(all.get(step), "split", step).succeeded().isInside(job);
    }
  }

  @Test
  void stoppedJobIsStoppedAndMayBeRestarted() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Work.of(
        "settle",
        () -> {
          running.countDown();
          stopped.await(30, TimeUnit.SECONDS);
          return null;
        });
    Work.whenStopped(stopped::countDown);
    long execution = start("nightly");
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    OpenRun open = JobRuns.openInAnyThread(batch.execution(execution));
    assertThat(open).isNotNull();

    batch.stop(execution);

    isStep(runs.take(), "nightly", "settle").stopped().hasStatus("STOPPED");
    RunAssert job = takeJob("nightly").stopped().hasStatus("STOPPED").hasExitCode("STOPPED");
    assertThat(job.result().isRestartable()).isTrue();
    assertThat(open.stopRequested()).isTrue();

    Work.reset();
    batch.restart(execution);
    isStep(runs.take(), "nightly", "settle").succeeded();
    takeJob("nightly").succeeded().hasAttempt(2);
  }

  @Test
  void jobThatItsDefinitionStopsSaysUntilWhen() {
    Work.of(
        "first",
        () -> {
          throw new IllegalStateException("No mail");
        });
    Work.of("second", () -> "WAIT");

    start("tolerant");

    runs.take().failedWith(IllegalStateException.class, "No mail");
    runs.take().succeeded().hasExitCode("WAIT");
    RunAssert job = takeJob("tolerant").stopped().hasStatus("STOPPED").hasExitCode("TOMORROW");
    assertThat(job.result().reason()).isEqualTo("TOMORROW");
  }

  @Test
  void jobThatIsNotThereIsRejected() {
    assertThatThrownBy(() -> start("nope.xml")).isInstanceOf(RuntimeException.class);

    RunAssert job = takeJob("nope").isOutermost();
    assertThat(job.result().failure().getClass().getSimpleName()).isEqualTo("JobStartException");
    job.rejectedWith(job.result().failure().getClass(), job.result().failure().getMessage());
  }

  @Test
  void restartOfWhatIsCompleteIsRejected() {
    long execution = start("nightly");
    runs.take().succeeded();
    takeJob("nightly").succeeded();

    assertThatThrownBy(() -> batch.restart(execution)).isInstanceOf(RuntimeException.class);

    RunAssert rejected = takeJob("nightly").hasAttribute("batch.job.execution.id", execution);
    assertThat(rejected.result().failure().getClass().getSimpleName())
        .isEqualTo("JobExecutionAlreadyCompleteException");
    rejected.rejectedWith(
        rejected.result().failure().getClass(), rejected.result().failure().getMessage());
  }

  @Test
  void restartOfAnExecutionThatNobodyKnowsIsNoRun() {
    assertThatThrownBy(() -> batch.restart(987_654)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void nameIsThatOfTheJobAndNotOfItsFile() {
    start("filename");

    runs.take().succeeded();
    takeJob("othername").succeeded();
  }

  @Test
  void parametersAreShownOnlyIfTheOperatorSaysSo() {
    Properties parameters = new Properties();
    parameters.setProperty("day", "2024-02-29");
    parameters.setProperty("password", "secret");
    runs.show("day");

    batch.start("nightly", parameters);

    runs.take().succeeded();
    RunAssert job =
        takeJob("nightly").succeeded().hasAttribute("batch.job.parameter.day", "2024-02-29");
    assertThat(job.run().attributeCount()).isEqualTo(2);
  }

  @Test
  void jobsThatRunAtTheSameTimeKeepTheirStepsApart() {
    CyclicBarrier both = new CyclicBarrier(2);
    Work.of(
        "settle",
        () -> {
          both.await(30, TimeUnit.SECONDS);
          return null;
        });

    start("nightly");
    start("filename");

    List<RunAssert> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(runs.take().succeeded());
    }
    for (String name : List.of("nightly", "othername")) {
      RunAssert job =
          taken.stream()
              .filter(run -> run.run().name().equals(JobName.of("jberet", name)))
              .findFirst()
              .orElseThrow();
      RunAssert step =
          taken.stream()
              .filter(run -> run.run().name().equals(JobName.of("jberet", name, "settle")))
              .findFirst()
              .orElseThrow();
      step.isInside(job);
    }
  }

  @Test
  void jobIsNoPartOfTheRunOfItsStarterWhichItOutlives() {
    CountDownLatch started = new CountDownLatch(1);
    Work.of(
        "settle",
        () -> {
          started.await(30, TimeUnit.SECONDS);
          return null;
        });
    OpenRun main = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("main", "Main")));

    start("nightly");
    JobRuns.end(main, RunResult.succeeded());
    started.countDown();

    runs.take().isJob("main", null, "Main").succeeded();
    runs.take().succeeded();
    takeJob("nightly").succeeded();
  }
}
