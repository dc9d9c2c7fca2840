package io.batchmon.instrumentation.flink;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.runtime.client.JobExecutionException;
import org.jspecify.annotations.Nullable;

/** As the one for streams, for the batch programs of Flink 1. */
public final class DataSetAdvice {
  private DataSetAdvice() {}

  /** Null where nothing is recorded: outside a run a job of Flink is a part of nothing. */
  public static @Nullable OpenRun enter(Object environment, String jobName) {
    if (JobRuns.current() == null) {
      return null;
    }
    return JobRuns.begin(JobRun.builder(RunKind.STEP, JobName.of("flink", jobName)).build());
  }

  public static void exit(
      OpenRun run,
      Object environment,
      String jobName,
      @Nullable JobExecutionResult result,
      @Nullable Throwable thrown) {
    JobRuns.end(run, thrown == null ? ended(result) : failed(thrown));
  }

  private static RunResult ended(@Nullable JobExecutionResult result) {
    if (result == null) {
      return RunResult.succeeded();
    }
    RunResult ended =
        RunResult.succeeded().withAttribute("flink.job.id", result.getJobID().toString());
    return result instanceof DetachedJobExecutionResult
        ? ended.withReason("submitted only, as it is detached")
        : ended;
  }

  private static RunResult failed(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobExecutionException) {
        RunResult result =
            cause instanceof JobCancellationException
                ? RunResult.stopped(cause.getMessage())
                : RunResult.failed(thrown);
        return result.withAttribute(
            "flink.job.id", String.valueOf(((JobExecutionException) cause).getJobID()));
      }
    }
    return RunResult.failed(thrown);
  }
}
