package io.batchmon.instrumentation.camunda;

import io.batchmon.job.JobRuns;
import org.camunda.bpm.engine.impl.persistence.entity.JobEntity;

/** Called when a job has no retries left; noted for its run, where one has used them up. */
public final class IncidentAdvice {
  private IncidentAdvice() {}

  public static void enter(JobEntity job) {
    Object run = JobRuns.current();
    if (run != null) {
      JobRuns.note(run, "given up");
    }
  }
}
