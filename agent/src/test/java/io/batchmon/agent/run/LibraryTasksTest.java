package io.batchmon.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryTasksTest {
  private final RecordingObserver observer = new RecordingObserver();
  private final Runs runs = new Runs(new TickingClock(), List.of(observer), (name, failure) -> {});

  private static JobRun run(String system, String className) {
    return JobRun.builder(RunKind.JOB, JobName.of(system, "x")).code(className, "run").build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.zaxxer.hikari.pool.HikariPool$HouseKeeper",
        "org.springframework.scheduling.support.DelegatingErrorHandlingRunnable",
        "io.netty.util.concurrent.ScheduledFutureTask",
        "org.apache.kafka.common.utils.KafkaThread",
        "org.apache.catalina.core.ContainerBase$ContainerBackgroundProcessorMonitor",
        "io.micrometer.core.instrument.push.PushMeterRegistry",
        "okhttp3.ConnectionPool$1",
        "io.grpc.internal.ManagedChannelImpl",
        "org.quartz.core.QuartzSchedulerThread",
        "software.amazon.awssdk.utils.cache.CachedSupplier",
        "java.util.concurrent.CompletableFuture$Timeout",
        "com.mysql.cj.CancelQueryTaskImpl",
        "io.reactivex.rxjava3.internal.schedulers.ScheduledDirectPeriodicTask",
      })
  void libraryTasksAreNoRuns(String className) {
    assertThat(runs.begin(run("executor", className), null, null)).isSameAs(OpenRun.NONE);
    assertThat(runs.begin(run("timer", className), null, null)).isSameAs(OpenRun.NONE);
    assertThat(runs.open()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"akka", "pekko"})
  void tasksOfFlinkAreNoRunsOfItsActorSystem(String system) {
    String heartbeats = "org.apache.flink.runtime.concurrent.ClassLoadingUtils";
    assertThat(runs.begin(run(system, heartbeats), null, null)).isSameAs(OpenRun.NONE);
    OpenRun run = runs.begin(run(system, "com.acme.Settle"), null, null);
    assertThat(runs.open()).hasSize(1);
    run.end(RunResult.succeeded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.acme.Settle", "javaland.Talk", "org.quartzite.Mine", "Settle"})
  void tasksOfTheApplicationAre(String className) {
    OpenRun run = runs.begin(run("executor", className), null, null);
    assertThat(runs.open()).hasSize(1);
    run.end(RunResult.succeeded());
  }

  @Test
  void otherSystemsRunWhatTheyLike() {
    OpenRun run = runs.begin(run("quartz", "org.quartz.jobs.FileScanJob"), null, null);
    assertThat(runs.open()).hasSize(1);
    run.end(RunResult.succeeded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.quarkus.quartz.runtime.QuartzScheduler$InvokerJob",
        "io.quarkus.quartz.runtime.QuartzSchedulerImpl$InvokerJob",
        "io.quarkus.quartz.runtime.QuartzSchedulerImpl$NonconcurrentInvokerJob",
      })
  void jobThatOnlyHandsOverToQuarkusIsNoneWhereQuarkusTellsOfIt(String className) {
    OpenRun alone = runs.begin(run("quartz", className), null, null);
    assertThat(runs.open()).hasSize(1);
    alone.end(RunResult.succeeded());

    runs.leaveQuartzToQuarkus();
    assertThat(runs.begin(run("quartz", className), null, null)).isSameAs(OpenRun.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.acme.InvokerJob", "io.quarkus.quartz.runtime.CdiAwareJob"})
  void otherJobsOfQuartzInQuarkusAre(String className) {
    runs.leaveQuartzToQuarkus();
    OpenRun run = runs.begin(run("quartz", className), null, null);
    assertThat(runs.open()).hasSize(1);
    run.end(RunResult.succeeded());
  }
}
