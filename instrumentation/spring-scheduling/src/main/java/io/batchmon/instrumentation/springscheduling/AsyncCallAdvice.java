package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Called since Spring 5 around an {@code @Async} method, where it runs. */
public final class AsyncCallAdvice {
  private AsyncCallAdvice() {}

  public static @Nullable OpenRun enter(Object interceptor, Object invocation, Method method) {
    Object noted = JobRuns.takeNote(invocation);
    if (noted == null) {
      return null;
    }
    Object[] caller = (Object[]) noted;
    String type = method.getDeclaringClass().getName();
    return JobRuns.begin(
        JobRun.builder(
                RunKind.TASK,
                JobName.of("spring_scheduling", JobName.simpleClass(type) + '.' + method.getName()))
            .submittedMillis((Long) caller[1])
            .code(type, method.getName())
            .build(),
        method,
        (OpenRun) caller[0]);
  }

  public static void exit(
      OpenRun run,
      Object interceptor,
      Object invocation,
      Method method,
      @Nullable Throwable thrown) {
    JobRuns.end(run, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
  }
}
