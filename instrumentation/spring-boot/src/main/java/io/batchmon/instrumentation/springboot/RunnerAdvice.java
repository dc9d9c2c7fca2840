package io.batchmon.instrumentation.springboot;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.TargetClassAware;
import org.springframework.boot.ExitCodeGenerator;

/** Called around each runner. Boot's own are no runs: what they launch is. */
public final class RunnerAdvice {
  private static final int DEEPEST = 8;

  private RunnerAdvice() {}

  public static @Nullable OpenRun enter(Object application, Object runner, Object arguments) {
    // why: since 3.2 a second method of this name, called by the first, begins with a class
    if (runner instanceof Class) {
      return null;
    }
    String type = typeOf(runner);
    if (type.startsWith("org.springframework.")) {
      return null;
    }
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("spring_boot", JobName.simpleClass(type)))
            .code(JobName.writtenClass(type), "run")
            .build());
  }

  public static void exit(
      OpenRun run, Object application, Object runner, @Nullable Throwable thrown) {
    if (thrown == null) {
      JobRuns.end(run, RunResult.succeeded());
      return;
    }
    // why: the same exception is next seen as the failure of the application's start
    JobRuns.note(thrown, "spring_boot");
    Throwable failure = unwrapped(thrown);
    JobRuns.end(run, RunResult.failed(failure).withExitCode(exitCodeOf(failure)));
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    String message = thrown.getMessage();
    return thrown.getClass() == IllegalStateException.class
            && cause != null
            && message != null
            && message.startsWith("Failed to execute ")
            && message.endsWith("Runner")
        ? cause
        : thrown;
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

  private static String typeOf(Object runner) {
    Class<?> type = runner.getClass();
    if (Proxy.isProxyClass(type) && runner instanceof TargetClassAware) {
      Class<?> behind = ((TargetClassAware) runner).getTargetClass();
      type = behind == null ? type : behind;
    }
    return type.getName();
  }
}
