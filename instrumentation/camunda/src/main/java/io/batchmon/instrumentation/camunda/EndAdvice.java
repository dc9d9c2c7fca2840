package io.batchmon.instrumentation.camunda;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.camunda.bpm.engine.impl.jobexecutor.JobFailureCollector;
import org.jspecify.annotations.Nullable;

/** Called around a job, its commit and what is prepared for the next attempt at it. */
public final class EndAdvice {
  private EndAdvice() {}

  public static void exit(
      String id, Object commands, JobFailureCollector collector, @Nullable Throwable thrown) {
    OpenRun run = JobRuns.open(collector.getJob());
    if (run == null) {
      return;
    }
    boolean givenUp = JobRuns.takeNote(run) != null;
    Throwable failure = collector.getFailure() == null ? thrown : collector.getFailure();
    if (failure == null) {
      JobRuns.end(run, RunResult.succeeded());
    } else {
      RunResult failed = RunResult.failed(failure);
      JobRuns.end(run, givenUp ? failed.withStatus("incident") : failed.retried());
    }
  }
}
