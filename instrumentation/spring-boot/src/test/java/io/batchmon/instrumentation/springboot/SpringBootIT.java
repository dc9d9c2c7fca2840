package io.batchmon.instrumentation.springboot;

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
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Every version of Spring Boot. Runners run one after the other and once, are neither stopped nor
 * skipped, and have no names of their own.
 */
class SpringBootIT {
  @RegisterExtension
  static final RecordedRuns runs = RecordedRuns.of(new SpringBootInstrumentation());

  @Component
  static class Import implements CommandLineRunner {
    @Override
    public void run(String... arguments) {}
  }

  @Component
  static class Export implements ApplicationRunner {
    @Override
    public void run(ApplicationArguments arguments) throws IOException {
      throw new IOException("disk full");
    }
  }

  static class FullException extends IllegalStateException implements ExitCodeGenerator {
    private static final long serialVersionUID = 1;

    FullException() {
      super("full");
    }

    @Override
    public int getExitCode() {
      return 42;
    }
  }

  @Component
  static class Archive implements CommandLineRunner {
    @Override
    public void run(String... arguments) {
      throw new FullException();
    }
  }

  @Component
  static class NoDatabase {
    NoDatabase() {
      throw new IllegalStateException("no database");
    }
  }

  // why: the constructor takes objects in 1.5, classes since 2.0; and no method here may return a
  // SpringApplication, for JUnit would load it before it is woven
  private static Object application(Class<?> bean) throws ReflectiveOperationException {
    for (Constructor<?> constructor : SpringApplication.class.getConstructors()) {
      if (constructor.getParameterCount() == 1) {
        return constructor.newInstance((Object) new Class<?>[] {bean});
      }
    }
    throw new AssertionError("no constructor");
  }

  /** Starts an application of this one bean; returns what starting it threw. */
  private static Throwable start(Class<?> bean) {
    return catchThrowable(
        () -> {
          SpringApplication application = (SpringApplication) application(bean);
          application.setMainApplicationClass(SpringBootIT.class);
          application.setLogStartupInfo(false);
          application.setRegisterShutdownHook(false);
          try (ConfigurableApplicationContext context = application.run()) {
            assertThat(context.isActive()).isTrue();
          }
        });
  }

  @Test
  void runnerIsOneRun() {
    assertThat(start(Import.class)).isNull();

    RunAssert taken = runs.take();
    taken.isJob("spring_boot", null, "Import").isOutermost().succeeded();
    assertThat(taken.run().codeClass()).isEqualTo(Import.class.getName());
    assertThat(taken.run().codeMethod()).isEqualTo("run");
  }

  @Test
  void runnerThatThrowsIsOneFailedRunAndNoFailedStart() {
    assertThat(start(Export.class)).isNotNull();

    runs.take()
        .isJob("spring_boot", null, "Export")
        .hasExitCode(null)
        .failedWith(IOException.class, "disk full");
  }

  @Test
  void exitCodeOfTheExceptionIsKept() {
    assertThat(start(Archive.class)).isNotNull();

    runs.take()
        .isJob("spring_boot", null, "Archive")
        .hasExitCode("42")
        .failedWith(FullException.class, "full");
  }

  @Test
  void runnerInsideARunIsItsChild() {
    OpenRun main = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("main", "main")));
    assertThat(start(Import.class)).isNull();
    JobRuns.end(main, RunResult.succeeded());

    RunAssert inner = runs.take();
    RunAssert outer = runs.take();
    outer.isJob("main", null, "main").succeeded();
    inner.isJob("spring_boot", null, "Import").isInside(outer).succeeded();
  }

  @Test
  void applicationThatDoesNotStartIsAFailedRun() {
    assertThat(start(NoDatabase.class)).isNotNull();

    RunAssert taken = runs.take();
    taken
        .isJob("spring_boot", null, "SpringBootIT")
        .failedWith(taken.result().failure().getClass(), taken.result().failure().getMessage());
    assertThat(taken.result().failure()).rootCause().hasMessage("no database");
    assertThat(taken.result().reason()).isEqualTo("the application did not start");
  }

  @Test
  void failedStartInsideARunIsToldByThatRun() {
    OpenRun main = JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("main", "main")));
    Throwable thrown = start(NoDatabase.class);
    JobRuns.end(main, RunResult.failed(thrown));

    RunAssert outer = runs.take();
    outer.isJob("main", null, "main").failedWith(thrown.getClass(), thrown.getMessage());
  }

  @Test
  void withoutListenerTheRunnerRunsAlone() {
    JobRuns.listen(null);

    assertThat(start(Import.class)).isNull();
  }
}
