package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * Called in the thread that restarts an execution by its id. Which job that is, {@link
 * LookupAdvice} learns on the way; an id that nothing is known of has no job.
 */
public final class RestartAdvice {
  private RestartAdvice() {}

  public static void enter(Object operator) {
    JobRuns.note(Thread.currentThread(), "");
  }

  public static void exit(Object operator, long execution, @Nullable Throwable thrown) {
    Object name = JobRuns.takeNote(Thread.currentThread());
    if (thrown == null || !(name instanceof String) || ((String) name).isEmpty()) {
      return;
    }
    JobRuns.end(
        JobRuns.begin(
            JobRun.builder(RunKind.JOB, JobName.of("jberet", (String) name))
                .attribute("batch.job.execution.id", execution)
                .build()),
        RunResult.rejected(thrown));
  }
}
