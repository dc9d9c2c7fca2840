package io.batchmon.instrumentation.springbatch;

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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.StepExecution;
import org.springframework.batch.core.step.AbstractStep;

/**
 * Called by every step in its thread, which need not be its job's; as an object, the progress of
 * one step. A failed step does not throw: its execution knows.
 */
public final class StepAdvice implements Progress {
  private static final MethodHandle READ = count("getReadCount");
  private static final MethodHandle WRITTEN = count("getWriteCount");
  private static final MethodHandle FILTERED = count("getFilterCount");
  private static final MethodHandle SKIPPED = count("getSkipCount");
  private static final MethodHandle COMMITS = count("getCommitCount");
  private static final MethodHandle ROLLBACKS = count("getRollbackCount");

  private final StepExecution execution;

  private StepAdvice(StepExecution execution) {
    this.execution = execution;
  }

  public static OpenRun enter(AbstractStep step, StepExecution execution) {
    JobExecution job = execution.getJobExecution();
    Object resourceless = JobRuns.noted(job);
    String jobName =
        resourceless instanceof String ? (String) resourceless : job.getJobInstance().getJobName();
    JobRun.Builder run =
        JobRun.builder(RunKind.STEP, JobName.of("spring_batch", jobName, execution.getStepName()))
            .progress(new StepAdvice(execution));
    Long id = execution.getId();
    if (id != null) {
      run.attribute("batch.step.execution.id", id);
    }
    Long jobId = job.getId();
    if (jobId != null) {
      run.attribute("batch.job.execution.id", jobId);
    }
    Long instance = job.getJobInstance().getId();
    if (instance != null && resourceless == null) {
      run.attribute("batch.job.instance.id", instance.toString());
    }
    Object whole = JobRuns.takeNote(execution);
    OpenRun parent = whole instanceof OpenRun ? (OpenRun) whole : null;
    if (parent == null && JobRuns.open(job) == null) {
      parent = JobRuns.openInAnyThread(job);
    }
    return JobRuns.begin(run.build(), execution, parent);
  }

  public static void exit(
      OpenRun run, AbstractStep step, StepExecution execution, @Nullable Throwable thrown) {
    ExitStatus exit = execution.getExitStatus();
    JobRuns.end(
        run,
        resultOf(execution, thrown)
            .withStatus(execution.getStatus().name())
            .withExitCode(exit == null ? null : exit.getExitCode())
            .withItems(countsOf(execution)));
  }

  private static RunResult resultOf(StepExecution execution, @Nullable Throwable thrown) {
    BatchStatus status = execution.getStatus();
    ExitStatus exit = execution.getExitStatus();
    String words = exit == null ? null : firstLine(exit.getExitDescription());
    if (status == BatchStatus.STOPPED || status == BatchStatus.STOPPING) {
      return RunResult.stopped(words);
    }
    if (status == BatchStatus.ABANDONED) {
      return RunResult.stopped("abandoned");
    }
    if (status == BatchStatus.COMPLETED && thrown == null) {
      return exit != null && ExitStatus.NOOP.getExitCode().equals(exit.getExitCode())
          ? RunResult.skipped(words == null ? "nothing was done" : words)
          : RunResult.succeeded().withReason(words);
    }
    List<Throwable> failures = execution.getFailureExceptions();
    return failed(failures.isEmpty() ? thrown : failures.get(0), words, status);
  }

  private static RunResult failed(
      @Nullable Throwable failure, @Nullable String words, BatchStatus status) {
    if (failure == null) {
      return RunResult.failed(words == null ? "ended " + status : words, status.name());
    }
    String type = failure.getClass().getSimpleName();
    // why: these two say the job's parameters in their message, and parameters may be secrets
    if (type.equals("JobInstanceAlreadyCompleteException")
        || type.equals("JobExecutionAlreadyRunningException")) {
      return RunResult.failed(type, failure.getClass().getName());
    }
    return RunResult.failed(failure);
  }

  private static @Nullable String firstLine(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String trimmed = text.trim();
    int end = trimmed.indexOf('\n');
    String line = end < 0 ? trimmed : trimmed.substring(0, end).trim();
    return line.isEmpty() ? null : line;
  }

  @Override
  public ItemCounts counts() {
    return countsOf(execution);
  }

  private static ItemCounts countsOf(StepExecution step) {
    try {
      return ItemCounts.of(
          (long) READ.invokeExact(step),
          (long) WRITTEN.invokeExact(step),
          (long) FILTERED.invokeExact(step),
          (long) SKIPPED.invokeExact(step),
          (long) COMMITS.invokeExact(step),
          (long) ROLLBACKS.invokeExact(step));
    } catch (Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  // why: counts became long in 5
  private static MethodHandle count(String getter) {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      try {
        return lookup.findVirtual(StepExecution.class, getter, MethodType.methodType(long.class));
      } catch (NoSuchMethodException older) {
        return lookup
            .findVirtual(StepExecution.class, getter, MethodType.methodType(int.class))
            .asType(MethodType.methodType(long.class, StepExecution.class));
      }
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
