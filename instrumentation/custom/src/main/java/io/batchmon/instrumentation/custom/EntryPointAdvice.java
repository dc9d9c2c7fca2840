package io.batchmon.instrumentation.custom;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Called by a method that an operator has named, in whichever thread. */
public final class EntryPointAdvice {
  private EntryPointAdvice() {}

  public static @Nullable OpenRun enter(String method, Object owner) {
    // why: a method that calls itself, its super or an overload is still the same piece of work
    if (JobRuns.open(owner) != null) {
      return null;
    }
    int dot = method.lastIndexOf('.');
    int start = Math.max(method.lastIndexOf('.', dot - 1), method.lastIndexOf('$', dot - 1)) + 1;
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("custom", method.substring(start)))
            .code(method.substring(0, dot), method.substring(dot + 1))
            .build(),
        owner);
  }

  public static void exit(OpenRun run, @Nullable Throwable thrown) {
    JobRuns.end(run, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
  }
}
