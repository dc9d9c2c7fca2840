package io.batchmon.instrumentation.springbatch6;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;

/** As {@link OperatorAdvice}, where the operator is given an execution to start again. */
public final class RestartAdvice {
  private RestartAdvice() {}

  public static void exit(
      Object operator, @Nullable JobExecution earlier, @Nullable Throwable thrown) {
    if (thrown == null || earlier == null) {
      return;
    }
    Throwable cause = thrown.getCause();
    if (JobRuns.noted(thrown) != null || JobRuns.noted(cause) != null) {
      return;
    }
    JobRuns.note(thrown, true);
    String name = earlier.getJobInstance().getJobName();
    JobRun run = JobRun.of(RunKind.JOB, JobName.of("spring_batch", name));
    // why: the operator wraps what went wrong in words that say the job's parameters
    JobRuns.end(JobRuns.begin(run), RunResult.rejected(cause == null ? thrown : cause));
  }
}
