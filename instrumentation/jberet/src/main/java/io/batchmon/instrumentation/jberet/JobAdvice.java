package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Date;
import java.util.Properties;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.runner.AbstractRunner;
import org.jspecify.annotations.Nullable;

/** Called by every job in its thread. */
public final class JobAdvice {
  private static final MethodHandle CONTEXT = context();

  private JobAdvice() {}

  public static OpenRun enter(AbstractRunner<?> runner) throws Throwable {
    JobContextImpl context = (JobContextImpl) (Object) CONTEXT.invokeExact(runner);
    JobExecutionImpl execution = context.getJobExecution();
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("jberet", execution.getJobName()))
            .instanceId(Long.toString(execution.getJobInstance().getInstanceId()))
            .attribute("batch.job.execution.id", execution.getExecutionId());
    int known = execution.getJobInstance().getJobExecutions().size();
    // why: after a restart in another JVM, the instance need not know its earlier executions
    run.attempt(context.isRestart() ? Math.max(2, known) : known);
    Date created = execution.getCreateTime();
    if (created != null) {
      run.submittedMillis(created.getTime());
    }
    Properties parameters = execution.getJobParameters();
    if (parameters != null) {
      for (String name : parameters.stringPropertyNames()) {
        if (JobRuns.isShown(name)) {
          run.attribute("batch.job.parameter." + name, parameters.getProperty(name));
        }
      }
    }
    return JobRuns.begin(run.build(), execution);
  }

  public static void exit(OpenRun run, AbstractRunner<?> runner, @Nullable Throwable thrown) {
    // why: it has ended before, unless that failed; a second end is ignored
    Object noted = JobRuns.takeNote(run);
    Throwable failure = noted instanceof Throwable ? (Throwable) noted : thrown;
    JobRuns.end(
        run,
        failure == null
            ? RunResult.stopped("its status could not be read")
            : RunResult.failed(failure).restartable());
  }

  // why: protected, and of the superclass of what is woven
  private static MethodHandle context() {
    try {
      Field field = AbstractRunner.class.getDeclaredField("batchContext");
      field.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectGetter(field)
          .asType(MethodType.methodType(Object.class, AbstractRunner.class));
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
