package io.batchmon.instrumentation.springbatch.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.springbatch.shared.Batch.Execution;
import io.batchmon.instrumentation.testing.RunAssert;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Launches that are refused, and launches of the same once more. */
public abstract class LaunchTests extends BatchTests {
  private static final Map<String, String> SECRET = Map.of("password", "hunter2");

  protected LaunchTests(Callable<? extends Batch> start) {
    super(start);
  }

  @Test
  void restartOfAnInstanceIsItsNextAttempt() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Object job =
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  if (tries.incrementAndGet() < 3) {
                    throw new IllegalStateException("Try " + tries);
                  }
                }));
    Execution first = batch.launch(job, Batch.HERE, Map.of("day", "1"));
    Execution second = batch.launch(job, Batch.HERE, Map.of("day", "1"));
    Execution third = batch.launch(job, Batch.HERE, Map.of("day", "1"));
    Execution other = batch.launch(job, Batch.HERE, Map.of("day", "2"));
    assertThat(third.instanceId()).isEqualTo(first.instanceId()).isNotEqualTo(other.instanceId());

    int attempt = 0;
    for (Execution execution : new Execution[] {first, second}) {
      String message = "Try " + ++attempt;
      takeStep("nightly", "load").failedWith(IllegalStateException.class, message);
      RunAssert run = takeJob("nightly").failedWith(IllegalStateException.class, message);
      run.hasAttempt(attempt).hasAttribute("batch.job.execution.id", execution.id());
      assertThat(run.run().instanceId()).isEqualTo(Long.toString(first.instanceId()));
      assertThat(run.result().isRestartable()).isTrue();
    }
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").succeeded().hasAttempt(3);
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").succeeded().hasAttempt(1);
  }

  @Test
  void restartThatFindsAllStepsCompleteIsSkipped() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    AtomicInteger tries = new AtomicInteger();
    batch.after(
        job,
        execution -> {
          if (tries.incrementAndGet() == 1) {
            execution.status("FAILED");
          }
        });
    batch.launch(job);
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").failed("ended FAILED", "FAILED");

    Execution again = batch.launch(job);

    RunAssert run = takeJob("nightly").hasAttempt(2).hasStatus(again.status());
    run.skipped("All steps already completed or no steps configured for this job.");
    run.hasExitCode("NOOP");
  }

  @Test
  void instanceThatIsCompleteIsRefusedWithoutSayingItsParameters() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.launch(job, Batch.HERE, SECRET);
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").succeeded();

    Class<? extends Throwable> refusal = batch.refusal("JobInstanceAlreadyCompleteException");
    assertThatThrownBy(() -> batch.launch(job, Batch.HERE, SECRET))
        .isInstanceOf(refusal)
        .hasMessageContaining("hunter2");

    RunAssert run = takeJob("nightly").isOutermost();
    run.rejected("this job instance is complete; other parameters make a new one");
    assertThat(run.result().errorType()).isEqualTo(refusal.getName());
    assertThat(VerdictTests.everythingOf(run)).doesNotContain("hunter2");
  }

  @Test
  void instanceThatIsRunningIsRefused() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Object job =
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  running.countDown();
                  await(goOn);
                }));
    batch.launch(job, pool, SECRET);
    await(running);

    Class<? extends Throwable> refusal = batch.refusal("JobExecutionAlreadyRunningException");
    assertThatThrownBy(() -> batch.launch(job, Batch.HERE, SECRET)).isInstanceOf(refusal);

    RunAssert run = takeJob("nightly").rejected("this job instance is running");
    assertThat(run.result().errorType()).isEqualTo(refusal.getName());
    assertThat(VerdictTests.everythingOf(run)).doesNotContain("hunter2");
    goOn.countDown();
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").succeeded();
  }

  @Test
  void jobThatMayNotRestartIsRefused() throws Exception {
    Object job =
        batch.job(
            "nightly",
            batch.step(
                "load",
                inside -> {
                  throw new IllegalStateException("Bad file");
                }));
    batch.notRestartable(job);
    batch.launch(job);
    takeStep("nightly", "load").failedWith(IllegalStateException.class, "Bad file");
    takeJob("nightly").failedWith(IllegalStateException.class, "Bad file");

    Class<? extends Throwable> refusal = batch.refusal("JobRestartException");
    assertThatThrownBy(() -> batch.launch(job)).isInstanceOf(refusal);

    takeJob("nightly").rejectedWith(refusal, "JobInstance already exists and is not restartable");
  }

  @Test
  void parametersThatAreNotValidAreRefused() {
    Class<? extends Throwable> refusal = batch.refusal("JobParametersInvalidException");
    assertThatThrownBy(
            () -> {
              Object job = batch.job("nightly", batch.step("load", inside -> {}));
              batch.requires(job, "day");
              batch.launch(job, Batch.HERE, SECRET);
            })
        .isInstanceOf(refusal);

    RunAssert run = runs.take().isJob("spring_batch", null, "nightly").isOutermost();
    run.rejectedWith(refusal, run.result().failure().getMessage());
    assertThat(run.result().failure()).hasMessageContaining("day");
    assertThat(VerdictTests.everythingOf(run)).doesNotContain("hunter2");
  }

  @Test
  void refusalIsToldAlsoWhileAJobWithTheSameParametersBegins() throws Exception {
    pool.shutdown();
    pool = Executors.newSingleThreadExecutor();
    Object parameters = batch.parameters(SECRET);
    Object other = batch.job("other", batch.step("load", inside -> {}));
    AtomicReference<Runnable> waiting = new AtomicReference<>();
    batch.launch(other, waiting::set, parameters);
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    CountDownLatch otherIsOver = new CountDownLatch(1);
    batch.refuses(
        job,
        () -> {
          pool.execute(waiting.get());
          pool.execute(otherIsOver::countDown);
          await(otherIsOver);
        });

    Class<? extends Throwable> refusal = batch.refusal("JobParametersInvalidException");
    assertThatThrownBy(() -> batch.launch(job, Batch.HERE, parameters)).isInstanceOf(refusal);

    takeStep("other", "load").succeeded();
    takeJob("other").succeeded();
    takeJob("nightly").rejectedWith(refusal, "No such day");
  }

  @Test
  void poolThatIsFullRefusesTheLaunch() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));

    Execution execution =
        batch.launch(
            job,
            task -> {
              throw new RejectedExecutionException("No thread left");
            },
            SECRET);

    assertThat(execution.status()).isEqualTo("FAILED");
    RunAssert run = takeJob("nightly").isOutermost().hasStatus("FAILED").hasExitCode("FAILED");
    run.hasAttribute("batch.job.execution.id", execution.id());
    run.rejected(run.result().reason());
    assertThat(run.result().reason())
        .startsWith("org.springframework.core.task.TaskRejectedException: The pool is full")
        .doesNotContain("\n");
    assertThat(run.result().isRestartable()).isTrue();
    batch.launch(job, Batch.HERE, SECRET);
    takeStep("nightly", "load").succeeded();
    takeJob("nightly").succeeded().hasAttempt(2);
  }

  @Test
  void launchThatCannotReachTheRepositoryIsRefused() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.breakRepository();

    assertThatThrownBy(() -> batch.launch(job)).isNotNull();

    RunAssert run = takeJob("nightly").isOutermost();
    run.rejectedWith(run.result().failure().getClass(), run.result().failure().getMessage());
    assertThat(run.result().failure()).rootCause().isInstanceOf(java.sql.SQLException.class);
  }

  @Test
  void repositoryThatVanishesBeneathAJobFailsIt() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.before(job, execution -> batch.breakRepository());

    assertThatThrownBy(() -> batch.launch(job)).isNotNull();

    RunAssert run = takeJob("nightly").isOutermost();
    run.failedWith(run.result().failure().getClass(), run.result().failure().getMessage());
    assertThat(run.result().failure()).rootCause().isInstanceOf(java.sql.SQLException.class);
  }

  @Test
  void refusedLaunchInsideAStepIsAPartOfIt() throws Exception {
    Object inner = batch.job("inner", batch.step("load", inside -> {}));
    batch.launch(inner, Batch.HERE, SECRET);
    takeStep("inner", "load").succeeded();
    takeJob("inner").succeeded();
    batch.launch(batch.job("outer", batch.nested("again", inner)), Batch.HERE, SECRET);

    RunAssert refused = takeJob("inner");
    refused.rejected("this job instance is complete; other parameters make a new one");
    String type = batch.refusal("JobInstanceAlreadyCompleteException").getName();
    RunAssert step = takeStep("outer", "again");
    step.failed(step.result().reason(), type);
    RunAssert job = takeJob("outer");
    job.failed(job.result().reason(), type);
    refused.isInside(step.isInside(job));
    for (RunAssert run : new RunAssert[] {refused, step, job}) {
      assertThat(VerdictTests.everythingOf(run)).doesNotContain("hunter2");
    }
  }
}
