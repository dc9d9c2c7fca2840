package io.batchmon.instrumentation.springbatch6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.springbatch.shared.AllVersions;
import io.batchmon.instrumentation.springbatch.shared.Batch;
import io.batchmon.instrumentation.springbatch.shared.Batch.Execution;
import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.RunKind;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.UnexpectedJobExecutionException;
import org.springframework.batch.core.job.parameters.InvalidJobParametersException;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobRestartException;

/** The job operator, which came with 6, and the repository that remembers one execution. */
class Operator6IT {
  private static final Map<String, String> SECRET = Map.of("password", "hunter2");

  @RegisterExtension static final RecordedRuns runs = AllVersions.recorded();

  private TestBatch6 batch;

  @BeforeEach
  void start() throws Exception {
    batch = new TestBatch6();
  }

  @AfterEach
  void stop() throws Exception {
    batch.close();
  }

  private static RunAssert takeJob() {
    return runs.take().isJob("spring_batch", null, "nightly");
  }

  private static RunAssert takeStep() {
    return runs.take().is(RunKind.STEP, "spring_batch", "nightly", "load");
  }

  @Test
  void incrementerThatThrowsRefusesTheLaunch() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    ((AbstractJob) job)
        .setJobParametersIncrementer(
            parameters -> {
              throw new IllegalStateException("No calendar");
            });

    assertThatThrownBy(() -> batch.launch(job)).hasMessage("No calendar");

    takeJob().rejectedWith(IllegalStateException.class, "No calendar").isOutermost();
  }

  @Test
  void nextInstanceThatIsRefusedIsToldOnce() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.requires(job, "day");
    ((AbstractJob) job)
        .setJobParametersIncrementer(
            parameters ->
                new JobParametersBuilder().addString("password", "hunter2").toJobParameters());

    assertThatThrownBy(() -> batch.operator(Batch.HERE).startNextInstance((Job) job))
        .isInstanceOf(UnexpectedJobExecutionException.class)
        .hasMessageContaining("hunter2");

    RunAssert run = takeJob().isOutermost();
    run.rejectedWith(InvalidJobParametersException.class, run.result().failure().getMessage());
    assertThat(run.result().toString()).doesNotContain("hunter2");
  }

  @Test
  void restartThatIsRefusedIsToldOnceAndWithoutParameters() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    batch.register(job);
    Execution done = batch.launch(job, Batch.HERE, SECRET);
    takeStep().succeeded();
    takeJob().succeeded();

    assertThatThrownBy(() -> batch.operator(Batch.HERE).restart((JobExecution) done.framework()))
        .isInstanceOf(JobRestartException.class)
        .hasMessageContaining("hunter2");

    RunAssert run =
        takeJob().rejected("this job instance is complete; other parameters make a new one");
    assertThat(run.result().errorType())
        .isEqualTo(JobInstanceAlreadyCompleteException.class.getName());
  }

  @Test
  void restartOfAJobThatNobodyKnowsIsRefused() throws Exception {
    Object job = batch.job("nightly", batch.step("load", inside -> {}));
    Execution done = batch.launch(job, Batch.HERE, SECRET);
    takeStep().succeeded();
    takeJob().succeeded();

    assertThatThrownBy(() -> batch.operator(Batch.HERE).restart((JobExecution) done.framework()))
        .isInstanceOf(JobRestartException.class);

    RunAssert run = takeJob();
    run.rejectedWith(IllegalArgumentException.class, run.result().failure().getMessage());
    assertThat(run.result().toString()).doesNotContain("hunter2");
  }

  @Test
  void repositoryThatNumbersEveryInstanceOneIsNotBelieved() throws Exception {
    TestBatch6 forgetful = TestBatch6.inMemory();
    Object job =
        forgetful.job(
            "nightly",
            forgetful.step(
                "load",
                inside -> {
                  throw new IllegalStateException("Bad file");
                }));
    forgetful.launch(job, Batch.HERE, Map.of("day", "1"));
    forgetful.launch(job, Batch.HERE, Map.of("day", "2"));

    for (int i = 0; i < 2; i++) {
      takeStep().failedWith(IllegalStateException.class, "Bad file");
      RunAssert run = takeJob().failedWith(IllegalStateException.class, "Bad file").hasAttempt(1);
      assertThat(run.run().instanceId()).isNull();
    }
  }
}
