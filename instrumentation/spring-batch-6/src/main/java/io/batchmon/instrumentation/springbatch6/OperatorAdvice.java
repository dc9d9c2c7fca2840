package io.batchmon.instrumentation.springbatch6;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.Job;

/**
 * Called in the thread that starts a job through the operator. What the launcher beneath it refused
 * is told of there; what fails before, such as an incrementer of the application, is told of here.
 */
public final class OperatorAdvice {
  private OperatorAdvice() {}

  public static void exit(Object operator, @Nullable Job job, @Nullable Throwable thrown) {
    if (thrown == null
        || job == null
        || JobRuns.noted(thrown) != null
        || JobRuns.noted(thrown.getCause()) != null) {
      return;
    }
    JobRuns.note(thrown, true);
    JobRun run = JobRun.of(RunKind.JOB, JobName.of("spring_batch", job.getName()));
    JobRuns.end(JobRuns.begin(run), RunResult.rejected(thrown));
  }
}
