package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jberet.runtime.runner.AbstractRunner;
import org.jspecify.annotations.Nullable;

/** Called by every flow, which works for its job also in the thread that a split gives it. */
public final class FlowAdvice {
  private static final MethodHandle JOB_CONTEXT = jobContext();

  private FlowAdvice() {}

  /** What is to be restored; null if this is the job's own thread. */
  public static @Nullable Object enter(AbstractRunner<?> runner) throws Throwable {
    Object job = JobRuns.noted((Object) JOB_CONTEXT.invokeExact(runner));
    return job instanceof OpenRun ? JobRuns.attach((OpenRun) job) : null;
  }

  public static void exit(Object before, AbstractRunner<?> runner, @Nullable Throwable thrown) {
    JobRuns.restore(before);
  }

  // why: protected, and of the superclass of what is woven
  private static MethodHandle jobContext() {
    try {
      Field field = AbstractRunner.class.getDeclaredField("jobContext");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(Object.class, AbstractRunner.class));
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
