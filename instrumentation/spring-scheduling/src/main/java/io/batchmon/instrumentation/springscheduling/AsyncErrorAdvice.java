package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Method;
import java.util.concurrent.Future;

/**
 * Called since Spring 4.1 in the thread of an {@code @Async} method with what it threw. Of a method
 * with a future its caller is told; of one without, nobody is, so it is a failed run.
 */
public final class AsyncErrorAdvice {
  private AsyncErrorAdvice() {}

  public static void enter(Object interceptor, Throwable failure, Method method) {
    OpenRun run = JobRuns.open(method);
    if (run == null && !Future.class.isAssignableFrom(method.getReturnType())) {
      String type = method.getDeclaringClass().getName();
      run =
          JobRuns.begin(
              JobRun.builder(
                      RunKind.TASK,
                      JobName.of(
                          "spring_scheduling", JobName.simpleClass(type) + '.' + method.getName()))
                  .code(type, method.getName())
                  .build());
    }
    JobRuns.end(run, RunResult.failed(failure));
  }
}
