package io.batchmon.instrumentation.springcloudtask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.batchmon.instrumentation.testing.RecordedRuns;
import io.batchmon.instrumentation.testing.RunAssert;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeExceptionMapper;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.cloud.task.listener.TaskExecutionListener;
import org.springframework.cloud.task.repository.TaskExecution;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What an execution of a real task becomes. Executions are neither retried nor stopped, and are
 * scheduled by somebody else.
 */
class SpringCloudTaskIT {
  @RegisterExtension static final RecordedRuns runs = RecordedRuns.of(new AllOfATask());

  /** What the runner does. */
  private interface Body {
    void run() throws Exception;
  }

  private static Body body = () -> {};
  private static Body atStart = () -> {};
  private static Body atEnd = () -> {};
  private static TaskExecution execution;

  @Configuration
  @EnableTask
  @EnableAutoConfiguration
  @Import(Database.class)
  public static class Application {
    @Bean
    public Runner runner() {
      return new Runner();
    }

    @Bean
    public Listener listener() {
      return new Listener();
    }
  }

  public static class Runner implements ApplicationRunner {
    @Autowired private ConfigurableApplicationContext context;

    @Override
    public void run(ApplicationArguments arguments) throws Exception {
      if (arguments.containsOption("close")) {
        context.close();
      }
      body.run();
    }
  }

  public static class Listener implements TaskExecutionListener {
    @Override
    public void onTaskStartup(TaskExecution started) {
      execution = started;
      run(atStart);
    }

    @Override
    public void onTaskEnd(TaskExecution ended) {
      ended.setExitMessage("12 files");
      run(atEnd);
    }

    @Override
    public void onTaskFailed(TaskExecution failed, Throwable failure) {}

    private static void run(Body what) {
      try {
        what.run();
      } catch (Exception failure) {
        throw (RuntimeException) failure;
      }
    }
  }

  @Configuration
  public static class Mapped {
    @Bean
    public ExitCodeExceptionMapper mapper() {
      return failure -> 42;
    }
  }

  @Configuration
  public static class Database {
    static String name = "";

    @Bean
    public DataSource dataSource() {
      JdbcDataSource source = new JdbcDataSource();
      source.setURL("jdbc:h2:mem:" + name + ";MODE=LEGACY;DB_CLOSE_DELAY=-1");
      return source;
    }
  }

  @BeforeEach
  void doNothing() {
    body = () -> {};
    atStart = () -> {};
    atEnd = () -> {};
    Database.name = UUID.randomUUID().toString();
  }

  /** Starts the application as a task; returns what starting it threw. */
  private static Throwable start(Class<?> beside, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--spring.cloud.task.name=nightly");
    all.add("--spring.main.banner-mode=off");
    all.add("--spring.batch.jdbc.initialize-schema=always");
    all.add("--spring.autoconfigure.exclude=" + AllOfATask.EXCLUDED);
    return catchThrowable(
        () -> {
          SpringApplication application = new SpringApplication(Application.class, beside);
          application.setRegisterShutdownHook(false);
          try (ConfigurableApplicationContext context =
              application.run(all.toArray(new String[0]))) {
            assertThat(context).isNotNull();
          }
        });
  }

  private static RunAssert takeTask() {
    RunAssert task = runs.take().isJob("spring_cloud_task", null, "nightly");
    assertThat(task.run().instanceId()).isEqualTo(Long.toString(execution.getExecutionId()));
    return task;
  }

  @Test
  void taskIsARunWithItsRunnersInside() {
    assertThat(
            start(
                Object.class,
                "--spring.cloud.task.parent-execution-id=17",
                "--spring.cloud.task.external-execution-id=pod-3"))
        .isNull();

    RunAssert runner = runs.take().isJob("spring_boot", null, "Runner").succeeded();
    RunAssert task = takeTask().isOutermost().hasExitCode("0").succeeded();
    runner.isInside(task);
    if (Integer.getInteger("version.line", 2) > 0) {
      // why: the oldest one writes it to the table only
      task.hasAttribute("batch.task.parent.id", "17");
    }
    task.hasAttribute("batch.task.external.id", "pod-3");
    assertThat(task.result().reason()).isEqualTo("12 files");
  }

  @Test
  void runnerThatThrowsFailsTheTaskForTheSameCause() {
    body =
        () -> {
          throw new IOException("disk full");
        };

    assertThat(start(Object.class)).isNotNull();

    runs.take().isJob("spring_boot", null, "Runner").failedWith(IOException.class, "disk full");
    RunAssert task = takeTask().hasExitCode("1");
    task.failedWith(IllegalStateException.class, "Failed to execute ApplicationRunner");
    assertThat(task.result().failure()).hasRootCauseMessage("disk full");
    assertThat(task.result().reason()).isEqualTo("12 files");
  }

  @Test
  void exitCodeIsTheOneTheExceptionIsMappedTo() {
    body =
        () -> {
          throw new IllegalArgumentException("no such file");
        };

    assertThat(start(Mapped.class)).isNotNull();

    runs.take()
        .isJob("spring_boot", null, "Runner")
        .failedWith(IllegalArgumentException.class, "no such file");
    RunAssert task = takeTask().hasExitCode("42");
    task.failedWith(task.result().failure().getClass(), task.result().failure().getMessage());
    assertThat(task.result().failure()).hasStackTraceContaining("no such file");
  }

  @Test
  void listenerThatPreventsTheStartFailsTheTaskAndTheStartIsNoSecondFailure() {
    atStart =
        () -> {
          throw new IllegalStateException("no quota");
        };

    assertThat(start(Object.class)).isNotNull();

    takeTask().isOutermost().failedWith(IllegalStateException.class, "no quota");
  }

  @Test
  void contextThatIsClosedBeforeItIsReadyEndsTheTask() {
    assertThat(start(Object.class, "--close")).isNull();

    takeTask().hasExitCode("0").succeeded();
    runs.take().isJob("spring_boot", null, "Runner").succeeded();
  }

  @Test
  void taskInsideARunIsItsChild() {
    OpenRun main = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("main", "main")));
    assertThat(start(Object.class)).isNull();
    JobRuns.end(main, RunResult.succeeded());

    runs.take().isJob("spring_boot", null, "Runner").succeeded();
    RunAssert task = takeTask().succeeded();
    task.isInside(runs.take().isJob("main", null, "main").succeeded());
  }

  @Test
  void withoutTheAgentTheTaskRunsAsEver() {
    JobRuns.listen(null);
    boolean[] ran = new boolean[1];
    body = () -> ran[0] = true;

    assertThat(start(Object.class)).isNull();

    assertThat(ran[0]).isTrue();
  }
}
