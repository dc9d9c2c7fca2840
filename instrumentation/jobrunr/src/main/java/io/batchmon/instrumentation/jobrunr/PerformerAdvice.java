package io.batchmon.instrumentation.jobrunr;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jspecify.annotations.Nullable;

/** Called when a worker thread is done with a job that has not failed: no run may be left open. */
public final class PerformerAdvice {
  private PerformerAdvice() {}

  public static void exit(BackgroundJobPerformer performer, Job job, @Nullable Throwable thrown) {
    OpenRun run = JobRuns.open(job);
    if (run == null) {
      return;
    }
    StateName state = job.getState();
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown).withStatus(state.name()));
    } else if (state == StateName.DELETED) {
      JobRuns.end(run, RunResult.stopped("deleted while it ran").withStatus(state.name()));
    } else {
      JobRuns.end(run, RunResult.succeeded().withStatus(state.name()));
    }
  }
}
