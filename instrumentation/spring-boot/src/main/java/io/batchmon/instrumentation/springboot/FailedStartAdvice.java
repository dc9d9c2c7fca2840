package io.batchmon.instrumentation.springboot;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;

/** Called since Spring Boot 2 when an application failed to start. */
public final class FailedStartAdvice {
  private static final int DEEPEST = 8;

  private FailedStartAdvice() {}

  public static void enter(SpringApplication application, Object context, Object thrown) {
    // why: of 1.5 the second argument is another
    if (!(thrown instanceof Throwable)) {
      return;
    }
    Throwable failure = (Throwable) thrown;
    // why: a run around the start, such as main's, fails with the same exception by itself, and a
    // runner or a task that failed has been told of
    if (isTold(failure) || JobRuns.current() != null || isPlanned(failure)) {
      return;
    }
    Class<?> main = application.getMainApplicationClass();
    String type = main == null ? "application" : main.getName();
    JobRuns.end(
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.of("spring_boot", JobName.simpleClass(type)))
                .code(main == null ? null : JobName.writtenClass(type), null)
                .build()),
        RunResult.failed(failure)
            .withReason("the application did not start")
            .withExitCode(exitCodeOf(failure)));
  }

  private static boolean isTold(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      if (JobRuns.takeNote(cause) != null) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  // why: devtools restarts, and build plugins give a prepared start up, by an exception
  private static boolean isPlanned(Throwable failure) {
    String type = failure.getClass().getName();
    return type.endsWith("$SilentExitException") || type.endsWith("$AbandonedRunException");
  }

  private static @Nullable String exitCodeOf(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      if (cause instanceof ExitCodeGenerator) {
        return Integer.toString(((ExitCodeGenerator) cause).getExitCode());
      }
      cause = cause.getCause();
    }
    return null;
  }
}
