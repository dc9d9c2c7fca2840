package io.batchmon.instrumentation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real driver says of its application and of each job. */
class SparkIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new SparkInstrumentation());

  private static JavaSparkContext context() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("settlement")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1"));
  }

  private static OpenRun driver() {
    return JobRuns.begin(JobRun.builder(RunKind.JOB, JobName.of("main", "Settlement")).build());
  }

  private static long count(JavaSparkContext context) {
    return context.parallelize(List.of(1, 2, 3, 4), 2).count();
  }

  private static long countBad(JavaSparkContext context) {
    return context
        .parallelize(List.of(1, 2, 3, 4), 2)
        .filter(
            number -> {
              if (number == 3) {
                throw new IllegalStateException("Bad file");
              }
              return true;
            })
        .count();
  }

  private static RunAssert takeStep() {
    RunAssert taken = runs.take();
    String name = taken.run().name().name();
    assertThat(name).startsWith("count at SparkIT.java:");
    return taken.is(RunKind.STEP, "spark", "settlement", name);
  }

  @Test
  void runOfTheDriverSaysItsApplicationAndHasItsJobsAsSteps() throws Exception {
    OpenRun main = driver();
    String id;
    try (JavaSparkContext context = context()) {
      id = context.sc().applicationId();
      assertThat(count(context)).isEqualTo(4);
      assertThat(CompletableFuture.supplyAsync(() -> count(context)).get()).isEqualTo(4);
    }
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep().succeeded();
    RunAssert inAnotherThread = takeStep().succeeded();
    RunAssert run =
        runs.take()
            .isJob("main", null, "Settlement")
            .succeeded()
            .endedWithAttribute("spark.app.id", id)
            .endedWithAttribute("spark.app.name", "settlement");
    step.isInside(run);
    inAnotherThread.isInside(run);
  }

  @Test
  void jobWhoseFailureTheDriverSwallowsIsAFailedStep() {
    OpenRun main = driver();
    try (JavaSparkContext context = context()) {
      assertThatThrownBy(() -> countBad(context))
          .isInstanceOf(SparkException.class)
          .hasRootCauseMessage("Bad file");
    }
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep();
    Throwable failure = step.result().failure();
    step.failedWith(SparkException.class, failure == null ? null : failure.getMessage());
    assertThat(failure).hasRootCause(new IllegalStateException("Bad file"));
    step.isInside(runs.take().isJob("main", null, "Settlement").succeeded());
  }

  @Test
  void jobsOutsideOfARunAreNone() {
    try (JavaSparkContext context = context()) {
      assertThat(count(context)).isEqualTo(4);
    }
  }
}
