package io.batchmon.instrumentation.flink;

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
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.io.OutputFormat;
import org.apache.flink.runtime.client.JobExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The batch programs of Flink 1. By reflection, as what is compiled against has none. */
class DataSetIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new FlinkInstrumentation());

  @TempDir static Path directory;

  private static final String PACKAGE = "org.apache.flink.api.java.";

  /** The driver that {@code flink run} calls. */
  public static final class Settlement {
    public static void main(String[] args) throws Exception {
      execute(
          Class.forName(PACKAGE + "ExecutionEnvironment")
              .getMethod("getExecutionEnvironment")
              .invoke(null),
          args[0].equals("bad") ? new Programs.Bad() : new Programs.Good());
    }
  }

  private static Object local() throws Exception {
    return Class.forName(PACKAGE + "ExecutionEnvironment")
        .getMethod("createLocalEnvironment", int.class)
        .invoke(null, 1);
  }

  private static JobExecutionResult execute(Object environment, MapFunction<Long, Long> work)
      throws Exception {
    Class<?> environments = Class.forName(PACKAGE + "ExecutionEnvironment");
    Class<?> sets = Class.forName(PACKAGE + "DataSet");
    Object numbers =
        environments
            .getMethod("fromCollection", Collection.class)
            .invoke(environment, List.of(1L, 2L, 3L, 4L));
    Object mapped = sets.getMethod("map", MapFunction.class).invoke(numbers, work);
    Object sink =
        Class.forName(PACKAGE + "io.DiscardingOutputFormat").getConstructor().newInstance();
    sets.getMethod("output", OutputFormat.class).invoke(mapped, sink);
    try {
      return (JobExecutionResult)
          environments.getMethod("execute", String.class).invoke(environment, "settlement");
    } catch (InvocationTargetException failure) {
      throw (Exception) failure.getCause();
    }
  }

  private static OpenRun driver() {
    return JobRuns.begin(JobRun.builder(RunKind.JOB, JobName.of("main", "Settlement")).build());
  }

  private static RunAssert takeStep() {
    return runs.take().is(RunKind.STEP, "flink", null, "settlement");
  }

  private static RunAssert takeDriver() {
    return runs.take().isJob("main", null, "Settlement");
  }

  @Test
  void jobOfADriverIsAStepWithItsId() throws Exception {
    OpenRun main = driver();
    JobExecutionResult result = execute(local(), new Programs.Good());
    JobRuns.end(main, RunResult.succeeded());

    takeStep()
        .succeeded()
        .endedWithAttribute("flink.job.id", result.getJobID().toString())
        .isInside(takeDriver().succeeded());
  }

  @Test
  void jobWhoseFailureTheDriverSwallowsIsAFailedStep() {
    OpenRun main = driver();
    assertThatThrownBy(() -> execute(local(), new Programs.Bad()))
        .isInstanceOf(JobExecutionException.class)
        .hasRootCauseMessage("Bad file");
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep();
    Throwable failure = step.result().failure();
    step.failedWith(JobExecutionException.class, failure.getMessage());
    assertThat(failure).hasRootCause(new IllegalStateException("Bad file"));
    step.isInside(takeDriver().succeeded());
  }

  @Test
  void applicationOfFlinkRunHasItsJobsAsSteps() throws Exception {
    OpenRun main = driver();
    assertThat(Programs.flinkRun(directory, Settlement.class, "-t", "local", "good")).isZero();
    assertThat(Programs.flinkRun(directory, Settlement.class, "-t", "local", "bad")).isEqualTo(1);
    JobRuns.end(main, RunResult.failed("exit code 1", "exit"));

    RunAssert good = takeStep().succeeded();
    RunAssert bad = takeStep();
    bad.failedWith(bad.result().failure().getClass(), bad.result().failure().getMessage());
    assertThat(bad.result().failure()).hasRootCause(new IllegalStateException("Bad file"));
    RunAssert run = takeDriver();
    run.failedWith(run.result().failure().getClass(), run.result().failure().getMessage());
    assertThat(run.result().failure()).hasRootCause(new IllegalStateException("Bad file"));
    good.isInside(run);
    bad.isInside(run);
  }
}
