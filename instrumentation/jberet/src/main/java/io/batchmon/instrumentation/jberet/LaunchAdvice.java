package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * Called in the thread that starts a job, which is given to another one: what throws here never
 * becomes a job.
 */
public final class LaunchAdvice {
  private static final String XML = ".xml";

  private LaunchAdvice() {}

  public static void exit(Object operator, @Nullable String job, @Nullable Throwable thrown) {
    if (thrown == null || job == null) {
      return;
    }
    String name = job;
    if (name.endsWith(XML)) {
      name = name.substring(0, name.length() - XML.length());
    }
    JobRuns.end(
        JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("jberet", name))),
        RunResult.rejected(thrown));
  }
}
