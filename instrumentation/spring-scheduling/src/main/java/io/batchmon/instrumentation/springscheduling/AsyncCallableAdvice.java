package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Method;
import java.util.concurrent.Future;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Called up to Spring 4.3 around an {@code @Async} method, where it runs. Up to 4.0 what a method
 * without a result throws ends here, so it is a failed run also where no run called the method.
 */
public final class AsyncCallableAdvice {
  private AsyncCallableAdvice() {}

  public static OpenRun enter(Object callable, MethodInvocation invocation) {
    Object noted = JobRuns.takeNote(invocation);
    if (noted == null) {
      return OpenRun.NONE;
    }
    Object[] caller = (Object[]) noted;
    Method method = invocation.getMethod();
    return JobRuns.begin(
        runOf(method).submittedMillis((Long) caller[1]).build(), method, (OpenRun) caller[0]);
  }

  public static void exit(
      OpenRun run, Object callable, MethodInvocation invocation, @Nullable Throwable thrown) {
    RunResult result = thrown == null ? RunResult.succeeded() : RunResult.failed(thrown);
    if (run != OpenRun.NONE) {
      JobRuns.end(run, result);
      return;
    }
    Method method = invocation.getMethod();
    if (thrown != null && !Future.class.isAssignableFrom(method.getReturnType())) {
      JobRuns.end(JobRuns.begin(runOf(method).build()), result);
    }
  }

  private static JobRun.Builder runOf(Method method) {
    String type = method.getDeclaringClass().getName();
    return JobRun.builder(
            RunKind.TASK,
            JobName.of("spring_scheduling", JobName.simpleClass(type) + '.' + method.getName()))
        .code(type, method.getName());
  }
}
