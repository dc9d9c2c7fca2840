package io.batchmon.instrumentation.springbatch.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.springbatch.shared.Batch.BadItem;
import io.batchmon.instrumentation.springbatch.shared.Batch.Chunks;
import io.batchmon.instrumentation.springbatch.shared.Batch.Execution;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.Progress;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How jobs and steps end, and what they counted: always their execution's own verdict. */
public abstract class VerdictTests extends BatchTests {
  protected VerdictTests(Callable<? extends Batch> start) {
    super(start);
  }

  @Test
  void completedJobIsOneRunWithOneRunPerStep() throws Exception {
    Execution execution =
        batch.launch(
            batch.job("nightly", batch.step("load", inside -> {}), batch.step("sum", i -> {})));

    RunAssert load = takeStep("nightly", "load").succeeded();
    RunAssert sum = takeStep("nightly", "sum").succeeded();
    RunAssert job = takeJob("nightly").succeeded().isOutermost();
    for (RunAssert step : new RunAssert[] {load, sum}) {
      step.isInside(job)
          .hasStatus("COMPLETED")
          .hasExitCode("COMPLETED")
          .hasItems(0, 0, 0, 0, 1, 0)
          .hasAttribute("batch.job.execution.id", execution.id())
          .hasAttribute("batch.job.instance.id", Long.toString(execution.instanceId()));
      assertThat(step.run().attributeName(0)).isEqualTo("batch.step.execution.id");
      assertThat(step.result().reason()).isNull();
    }
    job.hasStatus("COMPLETED")
        .hasExitCode("COMPLETED")
        .hasAttempt(1)
        .hasItems(0, 0, 0, 0, 2, 0)
        .hasAttribute("batch.job.execution.id", execution.id());
    assertThat(job.run().attributeCount()).isEqualTo(1);
    assertThat(job.run().instanceId()).isEqualTo(Long.toString(execution.instanceId()));
    assertThat(job.run().submittedMillis()).isEqualTo(execution.createdMillis());
    assertThat(job.result().isRestartable()).isFalse();
    assertThat(job.result().reason()).isNull();
  }

  @Test
  void exceptionThatTheStepSwallowsIsTheFailureOfBoth() throws Exception {
    Execution execution =
        batch.launch(
            batch.job(
                "nightly",
                batch.step("first", inside -> {}),
                batch.step(
                    "load",
                    inside -> {
                      throw new IllegalStateException("Bad file");
                    }),
                batch.step("never", inside -> {})));

    assertThat(execution.status()).isEqualTo("FAILED");
    RunAssert first = takeStep("nightly", "first").succeeded();
    RunAssert load =
        takeStep("nightly", "load").failedWith(IllegalStateException.class, "Bad file");
    load.hasStatus("FAILED").hasExitCode("FAILED").hasItems(0, 0, 0, 0, 0, 1);
    RunAssert job = takeJob("nightly").failedWith(IllegalStateException.class, "Bad file");
    job.hasStatus("FAILED").hasExitCode("FAILED").hasItems(0, 0, 0, 0, 1, 1);
    assertThat(job.result().isRestartable()).isTrue();
    first.isInside(job);
    load.isInside(job);
  }

  @Test
  void errorOfAStepIsItsFailure() throws Exception {
    batch.launch(
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  throw new StackOverflowError("Too deep");
                })));

    takeStep("nightly", "load").failedWith(StackOverflowError.class, "Too deep");
    takeJob("nightly").failedWith(StackOverflowError.class, "Too deep").hasStatus("FAILED");
  }

  @Test
  void errorThatEscapesTheJobIsItsFailureAndNoRefusedLaunch() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.before(
        job,
        execution -> {
          throw new StackOverflowError("Too deep");
        });

    Throwable thrown = catchThrowable(() -> batch.launch(job));

    takeJob("nightly")
        .failedWith(StackOverflowError.class, "Too deep")
        .hasStatus(batch.errorsEscape() ? "STARTED" : "FAILED");
    if (batch.errorsEscape()) {
      assertThat(thrown).isInstanceOf(StackOverflowError.class);
    } else {
      assertThat(thrown).isNull();
    }
  }

  @Test
  void jobMayFailWithoutAnyException() throws Exception {
    Object silent = batch.job("silent", batch.step("load", inside -> {}));
    batch.after(silent, execution -> execution.status("FAILED"));
    batch.launch(silent);
    takeStep("silent", "load").succeeded();
    takeJob("silent").failed("ended FAILED", "FAILED").hasStatus("FAILED");

    Object telling = batch.job("telling", batch.step("load", inside -> {}));
    batch.after(
        telling,
        execution -> {
          execution.status("FAILED");
          execution.exit("INCOMPLETE", "\n Rows are missing \r\n\tat nowhere");
        });
    batch.launch(telling);
    takeStep("telling", "load").succeeded();
    takeJob("telling")
        .failed("Rows are missing", "FAILED")
        .hasStatus("FAILED")
        .hasExitCode("INCOMPLETE");
  }

  @Test
  void lastWordOfAListenerCounts() throws Exception {
    Object job =
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  throw new IllegalStateException("Bad file");
                }));
    batch.after(
        job,
        execution -> {
          execution.status("COMPLETED");
          execution.exit("FORGIVEN", "Nobody needs that file");
        });
    batch.launch(job);

    takeStep("nightly", "load").failedWith(IllegalStateException.class, "Bad file");
    RunAssert run = takeJob("nightly").succeeded().hasStatus("COMPLETED").hasExitCode("FORGIVEN");
    assertThat(run.result().reason()).isEqualTo("Nobody needs that file");
  }

  @Test
  void listenersThatThrow() throws Exception {
    Object before = batch.job("before", batch.step("load", inside -> {}));
    batch.before(
        before,
        execution -> {
          throw new IllegalStateException("Not today");
        });
    batch.launch(before);
    takeJob("before").failedWith(IllegalStateException.class, "Not today").hasStatus("FAILED");

    Object after = batch.job("after", batch.step("load", inside -> {}));
    batch.after(
        after,
        execution -> {
          throw new IllegalStateException("Too late");
        });
    batch.launch(after);
    takeStep("after", "load").succeeded();
    takeJob("after").succeeded().hasStatus("COMPLETED");

    Object step = batch.step("load", inside -> {});
    batch.beforeStep(
        step,
        () -> {
          throw new IllegalStateException("Not this one");
        });
    batch.launch(batch.job("step", step));
    takeStep("step", "load").failedWith(IllegalStateException.class, "Not this one");
    takeJob("step").failedWith(IllegalStateException.class, "Not this one");
  }

  @Test
  void stoppedJobIsNoFailure() throws Exception {
    batch.launch(batch.job("nightly", batch.step("load", Batch.Inside::terminate)));

    takeStep("nightly", "load").stopped().hasStatus("STOPPED").hasExitCode("STOPPED");
    RunAssert job = takeJob("nightly").stopped().hasStatus("STOPPED").hasExitCode("STOPPED");
    assertThat(job.result().isRestartable()).isTrue();
  }

  @Test
  void jobThatSomebodyStopsIsNoFailure() throws Exception {
    CountDownLatch midway = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Chunks chunks =
        Chunks.of(1, "1", "2", "3")
            .writing(
                items -> {
                  midway.countDown();
                  await(goOn);
                });
    Object job = batch.job("nightly", batch.step("load", chunks), batch.step("never", i -> {}));
    Execution execution = batch.launch(job, pool, Map.of());
    await(midway);
    batch.stop(execution);
    goOn.countDown();

    RunAssert step = takeStep("nightly", "load").stopped().hasStatus("STOPPED");
    assertThat(step.result().items().read()).isEqualTo(1);
    assertThat(step.result().items().written()).isEqualTo(1);
    RunAssert run = takeJob("nightly").stopped().hasStatus("STOPPED");
    assertThat(run.result().isRestartable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ABANDONED", "UNKNOWN", "STARTING"})
  void rarerStatesHaveOutcomesOfTheirOwn(String status) throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.after(job, execution -> execution.status(status));
    batch.launch(job);

    takeStep("nightly", "load").succeeded();
    RunAssert run = takeJob("nightly").hasStatus(status);
    if (status.equals("ABANDONED")) {
      run.stopped();
      assertThat(run.result().reason()).isEqualTo("abandoned");
    } else {
      run.failed("ended " + status, status);
    }
    assertThat(run.result().isRestartable()).isFalse();
  }

  @Test
  void jobThatFindsNothingToDoIsSkipped() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.after(job, execution -> execution.exit("NOOP", "No orders\ntoday"));
    batch.launch(job);

    takeStep("nightly", "load").succeeded();
    takeJob("nightly").skipped("No orders").hasStatus("COMPLETED").hasExitCode("NOOP");
  }

  @Test
  void exitCodeAndWordsOfAStepAreKept() throws Exception {
    batch.launch(
        batch.job("nightly", batch.step("load", inside -> inside.exit("PARTLY", "3 of 4\nrows"))));

    RunAssert step = takeStep("nightly", "load").succeeded().hasExitCode("PARTLY");
    assertThat(step.result().reason()).isEqualTo("3 of 4");
    takeJob("nightly").succeeded().hasExitCode("PARTLY");
  }

  @Test
  void itemsAreCountedAndSkippedOnesAreNoFailure() throws Exception {
    Chunks chunks =
        Chunks.of(2, "1", "bad", "2", "none", "3")
            .skipping(1)
            .doing(
                item -> {
                  if (item.equals("bad")) {
                    throw new BadItem(item);
                  }
                  return item.equals("none") ? null : item;
                });
    batch.launch(batch.job("nightly", batch.step("load", chunks)));

    RunAssert step = takeStep("nightly", "load").succeeded();
    assertThat(step.result().items().read()).isEqualTo(5);
    assertThat(step.result().items().written()).isEqualTo(3);
    assertThat(step.result().items().filtered()).isEqualTo(1);
    assertThat(step.result().items().skipped()).isEqualTo(1);
    assertThat(step.result().items().commits()).isPositive();
    RunAssert job = takeJob("nightly").succeeded();
    assertThat(job.result().items()).hasToString(step.result().items().toString());
  }

  @Test
  void progressIsReadByOthersWhileTheStepIsMidway() throws Exception {
    CountDownLatch midway = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Chunks chunks =
        Chunks.of(2, "1", "2", "3", "4", "5")
            .writing(
                items -> {
                  if (items.contains("5")) {
                    midway.countDown();
                    await(goOn);
                  }
                });
    Object job = batch.job("nightly", batch.step("load", chunks));
    Future<Execution> launched = pool.submit(() -> batch.launch(job));
    await(midway);
    assertThat(runs.awaitStart().progress()).as("of the job").isNull();
    Progress progress = runs.awaitStart().progress();

    assertThat(progress.counts().written()).isEqualTo(4);
    assertThat(progress.counts().commits()).isEqualTo(2);

    goOn.countDown();
    launched.get();
    assertThat(progress.counts().written()).isEqualTo(5);
    RunAssert step = takeStep("nightly", "load").succeeded();
    assertThat(step.result().items()).hasToString(progress.counts().toString());
    takeJob("nightly").succeeded();
  }

  @Test
  void parametersAppearNowhere() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.launch(job, Batch.HERE, Map.of("password", "hunter2", "-token", "hunter2"));

    for (RunAssert run :
        new RunAssert[] {takeStep("nightly", "load").succeeded(), takeJob("nightly").succeeded()}) {
      assertThat(everythingOf(run)).doesNotContain("hunter2").doesNotContain("password");
    }
  }

  @Test
  void parameterThatTheOperatorListsIsShown() throws Exception {
    runs.show("day");
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.launch(job, Batch.HERE, Map.of("password", "hunter2", "day", "friday"));

    RunAssert step = takeStep("nightly", "load").succeeded();
    RunAssert run =
        takeJob("nightly").succeeded().hasAttribute("batch.job.parameter.day", "friday");
    assertThat(everythingOf(step) + everythingOf(run)).doesNotContain("hunter2");
  }

  static String everythingOf(RunAssert taken) {
    JobRun run = taken.run();
    StringBuilder text = new StringBuilder();
    text.append(run).append(run.instanceId()).append(run.trigger()).append(run.schedule());
    for (int i = 0; i < run.attributeCount(); i++) {
      text.append(run.attributeName(i)).append(run.attributeValue(i));
    }
    text.append(taken.result()).append(taken.result().exitCode());
    for (int i = 0; i < taken.result().attributeCount(); i++) {
      text.append(taken.result().attributeValue(i));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"n\u0001\n\t", "\uD83D\uDE80 \u00E9t\u00E9", "a:b:c", "100%s{}"})
  void oddNames(String name) throws Exception {
    batch.launch(batch.job(name, batch.step(name, inside -> {})));

    takeStep(name, name).succeeded();
    takeJob(name).succeeded();
  }

  @Test
  void nothingIsRecordedWithoutAListener() throws Exception {
    JobRuns.listen(null);

    Execution execution =
        batch.launch(
            batch.job("nightly", batch.step("load", inside -> {}), batch.step("sum", i -> {})));

    assertThat(execution.status()).isEqualTo("COMPLETED");
  }

  @Test
  void executionsStaySerializableAndNothingIsAddedToThem() throws Exception {
    Execution execution =
        batch.launch(
            batch.job(
                "nightly",
                batch.step(
                    "load",
                    inside -> {
                      ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream());
                      out.writeObject(inside.stepExecution());
                      out.writeObject(inside.job().framework());
                    })));

    assertThat(execution.contextKeys()).isEmpty();
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").succeeded();
  }
}
