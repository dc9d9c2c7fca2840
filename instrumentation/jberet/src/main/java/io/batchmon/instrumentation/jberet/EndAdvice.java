package io.batchmon.instrumentation.jberet;

import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import org.jberet.runtime.AbstractExecution;
import org.jberet.runtime.AbstractStepExecution;
import org.jberet.runtime.JobExecutionImpl;
import org.jberet.runtime.metric.StepMetrics;

/**
 * Called in the thread of a job when it is over, before those who wait for it are told. A failed
 * job does not throw: its execution knows.
 */
public final class EndAdvice {
  private static final MethodHandle STATUS = status();
  private static final MethodHandle READ = count("READ_COUNT");
  private static final MethodHandle WRITTEN = count("WRITE_COUNT");
  private static final MethodHandle FILTERED = count("FILTER_COUNT");
  private static final MethodHandle READ_SKIPS = count("READ_SKIP_COUNT");
  private static final MethodHandle PROCESS_SKIPS = count("PROCESS_SKIP_COUNT");
  private static final MethodHandle WRITE_SKIPS = count("WRITE_SKIP_COUNT");
  private static final MethodHandle COMMITS = count("COMMIT_COUNT");
  private static final MethodHandle ROLLBACKS = count("ROLLBACK_COUNT");

  private EndAdvice() {}

  public static void enter(JobExecutionImpl execution) throws Throwable {
    OpenRun run = JobRuns.open(execution);
    if (run == null) {
      return;
    }
    Object noted = JobRuns.takeNote(run);
    String status = ((Enum<?>) STATUS.invokeExact((AbstractExecution) execution)).name();
    String exit = execution.getExitStatus();
    String words = exit == null || exit.equals(status) ? null : exit;
    RunResult result;
    if (status.equals("STOPPED") || status.equals("STOPPING")) {
      result = RunResult.stopped(words).restartable();
    } else if (status.equals("COMPLETED")) {
      result = RunResult.succeeded().withReason(words);
    } else if (noted instanceof Throwable) {
      result = RunResult.failed((Throwable) noted).restartable();
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
