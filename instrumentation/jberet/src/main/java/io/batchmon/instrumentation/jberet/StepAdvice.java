package io.batchmon.instrumentation.jberet;

import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.Progress;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jberet.runtime.AbstractExecution;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.JobContextImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jberet.runtime.metric.StepMetrics;
import org.jberet.runtime.runner.AbstractRunner;
import org.jberet.runtime.runner.CompositeExecutionRunner;
import org.jberet.runtime.runner.StepExecutionRunner;
import org.jspecify.annotations.Nullable;

/**
 * Called by every step in its thread, by every partition in its own, and, as a step runs the one
 * after it before it returns, when that one is about to run; as an object, the progress of one
 * step. A failed step does not throw: its execution knows.
 */
public final class StepAdvice implements Progress {
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

  private final StepMetrics metrics;

  private StepAdvice(StepMetrics metrics) {
    this.metrics = metrics;
  }

  /** Null where no run begins. */
  public static @Nullable OpenRun enter(AbstractRunner<?> runner) throws Throwable {
    if (runner instanceof CompositeExecutionRunner) {
      OpenRun before = JobRuns.current();
      Object step = before == null ? null : JobRuns.noted(before);
      if (step instanceof AbstractStepExecution) {
        end(before, (AbstractStepExecution) step, null);
      }
      return null;
    }
    StepContextImpl context = (StepContextImpl) (Object) CONTEXT.invokeExact(runner);
    AbstractStepExecution execution = context.getStepExecution();
    String name = execution.getStepName();
    Object around;
    if (execution instanceof PartitionExecutionImpl) {
      name = name + ":partition" + ((PartitionExecutionImpl) execution).getPartitionId();
      around = JobRuns.noted(context);
    } else if (runner instanceof StepExecutionRunner) {
      if (Boolean.FALSE.equals(context.getAllowStartIfComplete())) {
        // why: complete since an earlier execution of the job, so nothing runs
        return null;
      }
      around = JobRuns.noted(context.getJobContext());
    } else {
      // why: the work of a step without partitions, which is the step itself
      return null;
    }
    JobContextImpl job = context.getJobContext();
    JobExecutionImpl jobExecution = job.getJobExecution();
    OpenRun run =
        JobRuns.begin(
            JobRun.builder(RunKind.STEP, JobName.of("jberet", jobExecution.getJobName(), name))
                .progress(new StepAdvice(execution.getStepMetrics()))
                .attribute("batch.job.execution.id", jobExecution.getExecutionId())
                .attribute("batch.job.instance.id", Long.toString(job.getInstanceId()))
                .build(),
            execution,
            around instanceof OpenRun ? (OpenRun) around : null);
    if (run != OpenRun.NONE) {
      JobRuns.note(run, execution);
    }
    return run;
  }

  public static void exit(OpenRun run, AbstractRunner<?> runner, @Nullable Throwable thrown)
      throws Throwable {
    Object step = JobRuns.noted(run);
    if (step instanceof AbstractStepExecution) {
      end(run, (AbstractStepExecution) step, thrown);
    }
  }

  private static void end(
      @Nullable OpenRun run, AbstractStepExecution execution, @Nullable Throwable thrown)
      throws Throwable {
    JobRuns.takeNote(run);
    Object noted = JobRuns.takeNote(execution);
    Throwable failure = noted instanceof Throwable ? (Throwable) noted : thrown;
    String status = ((Enum<?>) STATUS.invokeExact((AbstractExecution) execution)).name();
    String exit = execution.getExitStatus();
    String words = exit == null || exit.equals(status) ? null : exit;
    RunResult result;
    if (status.equals("STOPPED") || status.equals("STOPPING")) {
      result = RunResult.stopped(words);
    } else if (status.equals("ABANDONED")) {
      result = RunResult.stopped("abandoned");
    } else if (status.equals("COMPLETED") && thrown == null) {
      result = RunResult.succeeded().withReason(words);
    } else if (failure != null) {
      result = RunResult.failed(failure);
    } else {
      result = RunResult.failed(words == null ? "ended " + status : words, status);
    }
    JobRuns.end(
        run,
        result
            .withStatus(status)
            .withExitCode(exit)
            // why: a step has its id only once it has begun
            .withAttribute("batch.step.execution.id", execution.getStepExecutionId())
            .withItems(countsOf(execution.getStepMetrics())));
    OpenRun job = JobRuns.current();
    if (failure != null && job != null && job.kind() == RunKind.JOB) {
      JobRuns.note(job, failure);
    }
  }

  @Override
  public ItemCounts counts() {
    try {
      return countsOf(metrics);
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static ItemCounts countsOf(StepMetrics metrics) throws Throwable {
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
    return counts.read() + counts.commits() + counts.rollbacks() > 0 ? counts : ItemCounts.NONE;
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
