package io.batchmon.instrumentation.springbatch;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.launch.JobLauncher;

/** Called in the thread that launches a job: a launch that is refused never becomes a job. */
public final class LaunchAdvice {
  private static final String FULL = "org.springframework.core.task.TaskRejectedException";

  private LaunchAdvice() {}

  public static void enter(JobLauncher launcher, @Nullable Job job, @Nullable Object parameters) {
    // why: what an earlier job with these parameters noted says nothing about this launch
    JobRuns.takeNote(parameters);
  }

  public static void exit(
      JobLauncher launcher,
      @Nullable Job job,
      @Nullable Object parameters,
      @Nullable JobExecution execution,
      @Nullable Throwable thrown) {
    // why: jobs with the same parameters object begin in other threads, which tells nothing here
    boolean begun =
        Long.valueOf(Thread.currentThread().getId()).equals(JobRuns.takeNote(parameters));
    if (thrown == null) {
      if (execution != null && execution.getStatus() == BatchStatus.FAILED) {
        poolRefused(execution);
      }
      return;
    }
    if (job == null) {
      return;
    }
    // why: launchers call each other, and a job in this thread throws through its launcher
    boolean told = JobRuns.noted(thrown) != null || JobRuns.noted(thrown.getCause()) != null;
    JobRuns.note(thrown, true);
    RunResult refused = refused(thrown, begun);
    if (!told && refused != null) {
      end(JobRun.builder(RunKind.JOB, JobName.of("spring_batch", job.getName())), refused);
    }
  }

  /** Null if the launch went wrong after the job had begun, which therefore is told of already. */
  private static @Nullable RunResult refused(Throwable thrown, boolean begun) {
    String type = thrown.getClass().getSimpleName();
    // why: these two say the job's parameters in their message, and parameters may be secrets
    if (type.equals("JobInstanceAlreadyCompleteException")) {
      return RunResult.rejected(
          "this job instance is complete; other parameters make a new one",
          thrown.getClass().getName());
    }
    if (type.equals("JobExecutionAlreadyRunningException")) {
      return RunResult.rejected("this job instance is running", thrown.getClass().getName());
    }
    return begun ? null : RunResult.rejected(thrown);
  }

  // why: the launcher swallows it, and no job has begun
  private static void poolRefused(JobExecution execution) {
    ExitStatus exit = execution.getExitStatus();
    String words = exit == null ? "" : exit.getExitDescription().trim();
    if (!words.startsWith(FULL)
        || !execution.getFailureExceptions().isEmpty()
        || JobRuns.noted(execution) instanceof Boolean) {
      return;
    }
    int end = words.indexOf('\n');
    Object resourceless = JobRuns.noted(execution);
    String name =
        resourceless instanceof String
            ? (String) resourceless
            : execution.getJobInstance().getJobName();
    JobRun.Builder run = JobRun.builder(RunKind.JOB, JobName.of("spring_batch", name));
    Long id = execution.getId();
    if (id != null) {
      run.attribute("batch.job.execution.id", id);
    }
    Long instance = execution.getJobInstance().getId();
    if (instance != null && resourceless == null) {
      run.instanceId(instance.toString());
    }
    JobRuns.note(execution, true);
    end(
        run,
        RunResult.rejected(end < 0 ? words : words.substring(0, end).trim(), FULL)
            .withStatus(execution.getStatus().name())
            .withExitCode(exit == null ? null : exit.getExitCode())
            .restartable());
  }

  private static void end(JobRun.Builder run, RunResult result) {
    JobRuns.end(JobRuns.begin(run.build()), result);
  }
}
