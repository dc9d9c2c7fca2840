package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.TargetClassAware;
import org.springframework.scheduling.support.ScheduledMethodRunnable;

/**
 * Called around a {@code @Scheduled} method, mostly inside {@link TaskAdvice}, which then ends the
 * run; by itself where another scheduler runs the method.
 */
public final class ScheduledMethodAdvice {
  private ScheduledMethodAdvice() {}

  public static Object enter(ScheduledMethodRunnable task) {
    Method method = task.getMethod();
    String type = typeOf(task.getTarget(), method);
    JobRun.Builder run =
        JobRun.builder(
                RunKind.JOB,
                JobName.of("spring_scheduling", JobName.simpleClass(type) + '.' + method.getName()))
            .code(JobName.writtenClass(type), method.getName());
    Object noted = JobRuns.noted(Thread.currentThread());
    if (!(noted instanceof Object[]) || ((Object[]) noted).length != 6) {
      return JobRuns.begin(run.build());
    }
    Object[] frame = (Object[]) noted;
    if (frame[5] != "spring_scheduling" || frame[2] != null) {
      return JobRuns.begin(run.build());
    }
    run.byScheduler().schedule((String) frame[0]);
    if (frame[1] != null) {
      long[] times = (long[]) frame[1];
      run.scheduledMillis(times[0]).nextMillis(times[1]);
    }
    frame[2] = JobRuns.begin(run.build());
    return frame;
  }

  public static void exit(Object state, ScheduledMethodRunnable task, @Nullable Throwable thrown) {
    if (state instanceof Object[]) {
      ((Object[]) state)[3] = thrown;
      return;
    }
    Throwable cause = thrown instanceof UndeclaredThrowableException ? thrown.getCause() : null;
    JobRuns.end(
        (OpenRun) state,
        thrown == null ? RunResult.succeeded() : RunResult.failed(cause == null ? thrown : cause));
  }

  private static String typeOf(Object target, Method method) {
    Class<?> type = target.getClass();
    if (Proxy.isProxyClass(type)) {
      Class<?> behind =
          target instanceof TargetClassAware ? ((TargetClassAware) target).getTargetClass() : null;
      type = behind == null ? method.getDeclaringClass() : behind;
    }
    return type.getName();
  }
}
