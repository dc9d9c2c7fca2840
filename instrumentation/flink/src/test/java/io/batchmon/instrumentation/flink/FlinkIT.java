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
import java.nio.file.Path;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a real driver says of each of its jobs, with a cluster inside its own JVM. */
class FlinkIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new FlinkInstrumentation());

  @TempDir static Path directory;

  private static StreamExecutionEnvironment local() {
    return StreamExecutionEnvironment.createLocalEnvironment(1);
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

  private static int flinkRun(String... options) throws Exception {
    return Programs.flinkRun(directory, Programs.Settlement.class, options);
  }

  @Test
  void jobOfADriverIsAStepWithItsId() throws Exception {
    OpenRun main = driver();
    JobExecutionResult result = Programs.execute(local(), new Programs.Good());
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step =
        takeStep().succeeded().endedWithAttribute("flink.job.id", result.getJobID().toString());
    assertThat(step.result().reason()).isNull();
    step.isInside(takeDriver().succeeded());
  }

  @Test
  void jobWhoseFailureTheDriverSwallowsIsAFailedStep() {
    OpenRun main = driver();
    assertThatThrownBy(() -> Programs.execute(local(), new Programs.Bad()))
        .isInstanceOf(JobExecutionException.class)
        .hasRootCauseMessage("Bad file");
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep();
    JobExecutionException failure = (JobExecutionException) step.result().failure();
    step.failedWith(JobExecutionException.class, failure.getMessage())
        .endedWithAttribute("flink.job.id", failure.getJobID().toString());
    assertThat(failure).hasRootCause(new IllegalStateException("Bad file"));
    step.isInside(takeDriver().succeeded());
  }

  @Test
  void jobThatIsCancelledIsAStoppedStep() {
    OpenRun main = driver();
    assertThatThrownBy(() -> Programs.executeCancelled(local()))
        .isInstanceOf(JobCancellationException.class);
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep().stopped();
    assertThat(step.result().attributeName(0)).isEqualTo("flink.job.id");
    step.isInside(takeDriver().succeeded());
  }

  @Test
  void jobsOutsideOfARunAreNone() throws Exception {
    assertThat(Programs.execute(local(), new Programs.Good()).getJobID()).isNotNull();
  }

  @Test
  void applicationOfFlinkRunHasItsJobsAsSteps() throws Exception {
    OpenRun main = driver();
    assertThat(flinkRun("-t", "local", "good")).isZero();
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep().succeeded();
    assertThat(step.result().attributeName(0)).isEqualTo("flink.job.id");
    step.isInside(takeDriver().succeeded());
  }

  @Test
  void whatFlinkRunTurnsIntoAnExitCodeIsTheFailureOfTheRun() throws Exception {
    OpenRun main = driver();
    assertThat(flinkRun("-t", "local", "bad")).isEqualTo(1);
    JobRuns.end(main, RunResult.failed("exit code 1", "exit").withExitCode("1"));

    RunAssert step = takeStep();
    Throwable ofStep = step.result().failure();
    step.failedWith(ofStep.getClass(), ofStep.getMessage());
    assertThat(ofStep).hasRootCause(new IllegalStateException("Bad file"));
    RunAssert run = takeDriver();
    Throwable ofRun = run.result().failure();
    run.failedWith(ofRun.getClass(), ofRun.getMessage()).hasExitCode("1");
    assertThat(ofRun).hasRootCause(new IllegalStateException("Bad file"));
    step.isInside(run);
  }

  @Test
  void applicationOfFlinkRunWhoseJobIsCancelledIsStopped() throws Exception {
    OpenRun main = driver();
    assertThat(flinkRun("-t", "local", "cancelled")).isEqualTo(1);
    JobRuns.end(main, RunResult.failed("exit code 1", "exit").withExitCode("1"));

    RunAssert step = takeStep().stopped();
    step.isInside(takeDriver().stopped().hasExitCode("1"));
  }

  @Test
  void clusterElsewhereIsWaitedForUnlessDetached() throws Exception {
    Configuration cluster = new Configuration();
    cluster.setString("rest.bind-port", "0");
    cluster.setString("rest.bind-address", "127.0.0.1");
    cluster.setString("rest.address", "127.0.0.1");
    MiniCluster server =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(cluster)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .build());
    try {
      server.start();
      String port = "-Drest.port=" + server.getRestAddress().get().getPort();
      isWaitedFor(port);
      isDetached(port);
    } finally {
      server.close();
    }
  }

  private static int flinkRunAt(String port, String... more) throws Exception {
    String[] options = new String[more.length + 4];
    options[0] = "-t";
    options[1] = "remote";
    options[2] = "-Drest.address=127.0.0.1";
    options[3] = port;
    System.arraycopy(more, 0, options, 4, more.length);
    return flinkRun(options);
  }

  private static void isWaitedFor(String port) throws Exception {
    OpenRun main = driver();
    assertThat(flinkRunAt(port, "bad")).isEqualTo(1);
    assertThat(flinkRunAt(port, "good")).isZero();
    JobRuns.end(main, RunResult.failed("exit code 1", "exit").withExitCode("1"));

    RunAssert bad = takeStep();
    Throwable failure = bad.result().failure();
    bad.failedWith(failure.getClass(), failure.getMessage());
    assertThat(bad.result().attributeName(0)).isEqualTo("flink.job.id");
    assertThat(failure).rootCause().hasMessageContaining("Bad file");
    RunAssert good = takeStep().succeeded();
    assertThat(good.result().reason()).isNull();
    RunAssert run = takeDriver();
    run.failedWith(run.result().failure().getClass(), run.result().failure().getMessage());
    good.isInside(run);
    bad.isInside(run);
  }

  private static void isDetached(String port) throws Exception {
    OpenRun main = driver();
    assertThat(flinkRunAt(port, "-d", "bad")).isZero();
    JobRuns.end(main, RunResult.succeeded());

    RunAssert step = takeStep().succeeded();
    assertThat(step.result().reason()).isEqualTo("submitted only, as it is detached");
    step.isInside(takeDriver().succeeded());
  }
}
