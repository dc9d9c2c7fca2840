package io.batchmon.instrumentation.jberet;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import org.jberet.job.model.Job;
import org.jspecify.annotations.Nullable;

/**
 * Called when JBeret logs that a job or a part of it could not be run, which is all that it does
 * with an exception of a job listener, of a decider, or of what was thrown outside of the steps.
 */
public final class FailureAdvice {
  private FailureAdvice() {}

  public static void enter(
      Object logger,
      @Nullable Throwable failure,
      @Nullable String jobName,
      @Nullable String elementName,
      @Nullable Object element) {
    OpenRun run = JobRuns.current();
    if (failure == null || run == null || run.kind() != RunKind.JOB) {
      return;
    }
    // why: a listener that throws after the job must not hide why the job failed
    boolean isListener = elementName != null && elementName.isEmpty() && !(element instanceof Job);
    if (!isListener || JobRuns.noted(run) == null) {
      JobRuns.note(run, failure);
    }
  }
}
