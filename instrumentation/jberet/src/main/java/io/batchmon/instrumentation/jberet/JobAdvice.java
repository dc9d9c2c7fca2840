package io.batchmon.instrumentation.jberet;

import io.batchmon.job.ItemCounts;
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
import java.lang.reflect.Method;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.jberet.runtime.AbstractExecution;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.metric.StepMetrics;
import org.jberet.runtime.runner.AbstractRunner;
import org.jspecify.annotations.Nullable;

/** Called by every job in its thread. A failed job does not throw: its execution knows. */
public final class JobAdvice {
  private static final MethodHandle CONTEXT = context();
  private static final MethodHandle STATUS = status();
  private static final MethodHandle READ = count("READ_COUNT");
  private static final MethodHandle WRITTEN = count("WRITE_COUNT");
  private static final MethodHandle FILTERED = count("FILTER_COUNT");
  private static final MethodHandle READ_SKIPS = count("READ_SKIP_COUNT");
  private static final MethodHandle PROCESS_SKIPS = count("PROCESS_SKIP_COUNT");
  private static final MethodHandle WRITE_SKIPS = count("WRITE_SKIP_COUNT");
  private static final MethodHandle COMMITS = count("COMMIT_COUNT");
  private static final MethodHandle ROLLBACKS = count("ROLLBACK_COUNT");

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

  public static void exit(OpenRun run, AbstractRunner<?> runner, @Nullable Throwable thrown)
      throws Throwable {
    JobExecutionImpl execution =
        ((JobContextImpl) (Object) CONTEXT.invokeExact(runner)).getJobExecution();
    Object noted = JobRuns.takeNote(run);
    Throwable failure = noted instanceof Throwable ? (Throwable) noted : thrown;
    String status = ((Enum<?>) STATUS.invokeExact((AbstractExecution) execution)).name();
    String exit = execution.getExitStatus();
    String words = exit == null || exit.equals(status) ? null : exit;
    RunResult result;
    if (status.equals("STOPPED") || status.equals("STOPPING")) {
      result = RunResult.stopped(words).restartable();
    } else if (status.equals("COMPLETED") && thrown == null) {
      result = RunResult.succeeded().withReason(words);
    } else if (failure != null) {
      result = RunResult.failed(failure).restartable();
    } else {
      result = RunResult.failed(words == null ? "ended " + status : words, status).restartable();
    }
    JobRuns.end(
        run,
        result
            .withStatus(status)
            .withExitCode(exit)
            .withItems(itemsOf(execution.getStepExecutions())));
  }

  private static ItemCounts itemsOf(List<?> steps) throws Throwable {
    ItemCounts sum = ItemCounts.NONE;
    for (Object step : steps) {
      StepMetrics metrics = ((AbstractStepExecution) step).getStepMetrics();
      ItemCounts counts =
          ItemCounts.of(
              (long) READ.invokeExact(metrics),
              (long) WRITTEN.invokeExact(metrics),
              (long) FILTERED.invokeExact(metrics),
              (long) READ_SKIPS.invokeExact(metrics)
                  + (long) PROCESS_SKIPS.invokeExact(metrics)
                  + (long) WRITE_SKIPS.invokeExact(metrics),
              (long) COMMITS.invokeExact(metrics),
              (long) ROLLBACKS.invokeExact(metrics));
      // why: a batchlet counts nothing, and no chunk ends without a commit or a rollback
      if (counts.read() + counts.commits() + counts.rollbacks() > 0) {
        sum = sum.plus(counts);
      }
    }
    return sum;
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

  // why: javax.batch until JBeret 1, jakarta.batch from 2 on
  private static MethodHandle status() {
    try {
      return MethodHandles.publicLookup()
          .unreflect(AbstractExecution.class.getMethod("getBatchStatus"))
          .asType(MethodType.methodType(Enum.class, AbstractExecution.class));
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static MethodHandle count(String metric) {
    try {
      for (Method method : StepMetrics.class.getMethods()) {
        if (method.getName().equals("get")) {
          for (Object type : method.getParameterTypes()[0].getEnumConstants()) {
            if (((Enum<?>) type).name().equals(metric)) {
              return MethodHandles.insertArguments(
                  MethodHandles.publicLookup().unreflect(method), 1, type);
            }
          }
        }
      }
      throw new IllegalStateException(metric);
    } catch (IllegalAccessException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
