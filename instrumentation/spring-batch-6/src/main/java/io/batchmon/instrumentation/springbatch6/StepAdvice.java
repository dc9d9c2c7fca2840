package io.batchmon.instrumentation.springbatch6;

import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.Progress;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/**
 * Called by every step in its thread, which need not be its job's; as an object, the progress of
 * one step. A failed step does not throw: its execution knows.
 */
public final class StepAdvice implements Progress {

  private final StepExecution execution;

  private StepAdvice(StepExecution execution) {
    this.execution = execution;
  }

  public static OpenRun enter(AbstractStep step, StepExecution execution) {
    JobExecution job = execution.getJobExecution();
    String jobName = job.getJobInstance().getJobName();
    JobRun.Builder run =
        JobRun.builder(RunKind.STEP, JobName.of("spring_batch", jobName, execution.getStepName()))
            .progress(new StepAdvice(execution));
    run.attribute("batch.step.execution.id", execution.getId());
    run.attribute("batch.job.execution.id", job.getId());
    if (JobRuns.noted(job) == null) {
      long instance = job.getJobInstance().getId();
      run.attribute("batch.job.instance.id", Long.toString(instance));
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
    return ItemCounts.of(
        step.getReadCount(),
        step.getWriteCount(),
        step.getFilterCount(),
        step.getSkipCount(),
        step.getCommitCount(),
        step.getRollbackCount());
  }
}
