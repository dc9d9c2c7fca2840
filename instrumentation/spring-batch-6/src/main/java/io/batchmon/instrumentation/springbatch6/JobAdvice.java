package io.batchmon.instrumentation.springbatch6;

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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

/** Called by every job in its thread. A failed job does not throw: its execution knows. */
public final class JobAdvice {
  private static final MethodHandle NAME = ofParameter("name", String.class);
  private static final MethodHandle VALUE = ofParameter("value", Object.class);

  private JobAdvice() {}

  public static OpenRun enter(AbstractJob job, JobExecution execution) throws Throwable {
    String name = execution.getJobInstance().getJobName();
    JobRun.Builder run = JobRun.builder(RunKind.JOB, JobName.of("spring_batch", name));
    run.attribute("batch.job.execution.id", execution.getId());
    if (JobRuns.noted(execution) == null) {
      long instance = execution.getJobInstance().getId();
      run.instanceId(Long.toString(instance));
    }
    Object earlier = JobRuns.takeNote(execution.getJobInstance());
    if (earlier instanceof Integer) {
      run.attempt((Integer) earlier + 1);
    }
    run.submittedMillis(
        execution.getCreateTime().atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
    for (Object parameter : (Iterable<?>) (Object) execution.getJobParameters()) {
      String parameterName = (String) NAME.invokeExact(parameter);
      if (JobRuns.isShown(parameterName)) {
        Object value = (Object) VALUE.invokeExact(parameter);
        run.attribute("batch.job.parameter." + parameterName, String.valueOf(value));
      }
    }
    // why: the launcher that this may throw through has these, and no execution
    JobRuns.note(execution.getJobParameters(), Thread.currentThread().getId());
    return JobRuns.begin(run.build(), execution);
  }

  public static void exit(
      OpenRun run, AbstractJob job, JobExecution execution, @Nullable Throwable thrown) {
    if (thrown != null) {
      // why: what runs in the launcher's own thread is thrown to the launcher as well
      JobRuns.note(thrown, true);
    }
    ExitStatus exit = execution.getExitStatus();
    JobRuns.end(
        run,
        resultOf(execution, thrown)
            .withStatus(execution.getStatus().name())
            .withExitCode(exit == null ? null : exit.getExitCode())
            .withItems(itemsOf(execution.getStepExecutions())));
  }

  private static RunResult resultOf(JobExecution execution, @Nullable Throwable thrown) {
    BatchStatus status = execution.getStatus();
    ExitStatus exit = execution.getExitStatus();
    String words = exit == null ? null : firstLine(exit.getExitDescription());
    if (status == BatchStatus.STOPPED || status == BatchStatus.STOPPING) {
      return RunResult.stopped(words).restartable();
    }
    if (status == BatchStatus.ABANDONED) {
      return RunResult.stopped("abandoned");
    }
    if (status == BatchStatus.COMPLETED && thrown == null) {
      return exit != null && ExitStatus.NOOP.getExitCode().equals(exit.getExitCode())
          ? RunResult.skipped(words == null ? "nothing was done" : words)
          : RunResult.succeeded().withReason(words);
    }
    RunResult failed = failed(failureOf(execution, thrown), words, status);
    return status == BatchStatus.FAILED ? failed.restartable() : failed;
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

  // why: of a job that fails in a step the step knows why; of a partitioned one, the last part
  private static @Nullable Throwable failureOf(JobExecution execution, @Nullable Throwable thrown) {
    List<Throwable> own = execution.getFailureExceptions();
    if (!own.isEmpty()) {
      return own.get(0);
    }
    if (thrown != null) {
      return thrown;
    }
    List<StepExecution> steps = new ArrayList<>(execution.getStepExecutions());
    for (int i = steps.size() - 1; i >= 0; i--) {
      List<Throwable> failures = steps.get(i).getFailureExceptions();
      if (!failures.isEmpty()) {
        return failures.get(0);
      }
    }
    return null;
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

  // why: a partitioned step has the sum of its parts, which are steps of the job as well but stay
  // empty here if they ran in another JVM
  private static ItemCounts itemsOf(Collection<StepExecution> steps) {
    ItemCounts rest = ItemCounts.NONE;
    ItemCounts partitioned = ItemCounts.NONE;
    ItemCounts parts = ItemCounts.NONE;
    for (StepExecution step : steps) {
      ItemCounts counts =
          ItemCounts.of(
              step.getReadCount(),
              step.getWriteCount(),
              step.getFilterCount(),
              step.getSkipCount(),
              step.getCommitCount(),
              step.getRollbackCount());
      if (isPartitioned(step)) {
        partitioned = partitioned.plus(counts);
      } else if (step.getStepName().indexOf(':') > 0) {
        parts = parts.plus(counts);
      } else {
        rest = rest.plus(counts);
      }
    }
    boolean local =
        parts.commits() + parts.rollbacks() >= partitioned.commits() + partitioned.rollbacks();
    return rest.plus(local ? parts : partitioned);
  }

  private static boolean isPartitioned(StepExecution step) {
    Object type = step.getExecutionContext().get("batch.stepType");
    return (type instanceof String && ((String) type).endsWith("PartitionStep"))
        || step.getExecutionContext().containsKey("SimpleStepExecutionSplitter.GRID_SIZE");
  }

  // why: parameters are records, of which code for Java 8 cannot say the type
  private static MethodHandle ofParameter(String getter, Class<?> result) {
    try {
      Class<?> type =
          Class.forName(
              "org.springframework.batch.core.job.parameters.JobParameter",
              false,
              JobExecution.class.getClassLoader());
      return MethodHandles.publicLookup()
          .findVirtual(type, getter, MethodType.methodType(result))
          .asType(MethodType.methodType(result, Object.class));
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
