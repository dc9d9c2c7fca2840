package io.batchmon.instrumentation.jobrunr;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.InvocationTargetException;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.JobDetails;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.exceptions.JobNotFoundException;
import org.jobrunr.server.BackgroundJobPerformer;
import org.jspecify.annotations.Nullable;

/** Called when the filters have decided what a failure of the job leads to. */
public final class FailureAdvice {
  private static final int DEEPEST = 8;

  private FailureAdvice() {}

  public static void exit(
      BackgroundJobPerformer performer,
      String message,
      Exception failure,
      Job job,
      @Nullable Throwable thrown) {
    StateName state = job.getState();
    OpenRun run = JobRuns.open(job);
    RunResult result;
    if (failure instanceof JobNotFoundException || run == null) {
      result = RunResult.rejected(failure);
      run = run == null ? JobRuns.begin(neverBegun(job)) : run;
    } else if (state == StateName.DELETED) {
      result = RunResult.stopped("deleted while it ran");
    } else if (isInterrupted(failure)) {
      result = RunResult.stopped("the server stopped");
    } else {
      result = RunResult.failed(unwrapped(failure));
    }
    result = result.withStatus(state.name());
    // why: the filter that retries has moved the job on to the next attempt, or has given up
    JobRuns.end(run, state == StateName.SCHEDULED ? result.retried() : result.restartable());
  }

  private static JobRun neverBegun(Job job) {
    JobDetails work = job.getJobDetails();
    String type = work.getClassName();
    return JobRun.builder(
            RunKind.JOB,
            JobName.of("jobrunr", JobName.simpleClass(type) + '.' + work.getMethodName()))
        .byScheduler()
        .instanceId(job.getId().toString())
        .code(type, work.getMethodName())
        .build();
  }

  private static boolean isInterrupted(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      if (cause instanceof InterruptedException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  // why: jobs are called by reflection
  private static Throwable unwrapped(Throwable failure) {
    Throwable result = failure;
    for (int i = 0; i < DEEPEST && result instanceof InvocationTargetException; i++) {
      Throwable cause = result.getCause();
      if (cause == null) {
        break;
      }
      result = cause;
    }
    return result;
  }
}
