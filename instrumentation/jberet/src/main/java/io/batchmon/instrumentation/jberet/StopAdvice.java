package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRuns;
import org.jberet.runtime.JobExecutionImpl;

/** Called in the thread of whoever stops a job. */
public final class StopAdvice {
  private StopAdvice() {}

  public static void enter(JobExecutionImpl execution) {
    JobRuns.stopRequested(
        JobName.of("jberet", execution.getJobName()),
        Long.toString(execution.getJobInstance().getInstanceId()),
        true);
  }
}
