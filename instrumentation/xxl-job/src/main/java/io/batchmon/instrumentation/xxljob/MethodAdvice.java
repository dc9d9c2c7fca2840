package io.batchmon.instrumentation.xxljob;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRuns;
import java.lang.reflect.Method;

/**
 * Called in the thread of a job before its first trigger, if the handler is an annotated method.
 */
public final class MethodAdvice {
  private MethodAdvice() {}

  public static void enter(Object handler, Object target, Method method) {
    Object noted = JobRuns.noted(handler);
    if (noted instanceof String[]) {
      ((String[]) noted)[1] = JobName.writtenClass(target.getClass().getName());
      ((String[]) noted)[2] = method.getName();
    }
  }
}
