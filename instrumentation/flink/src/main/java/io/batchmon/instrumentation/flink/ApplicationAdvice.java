package io.batchmon.instrumentation.flink;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.apache.flink.runtime.client.JobCancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Called by {@code flink run} around the application's main, in its thread. What that throws is
 * printed, and all that is left of it is an exit code.
 */
public final class ApplicationAdvice {
  private ApplicationAdvice() {}

  public static @Nullable OpenRun enter() {
    return JobRuns.current();
  }

  public static void exit(OpenRun run, @Nullable Throwable thrown) {
    if (thrown != null) {
      run.verdict(result(thrown));
    }
  }

  private static RunResult result(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobCancellationException) {
        return RunResult.stopped(cause.getMessage());
      }
    }
    return RunResult.failed(thrown);
  }
}
