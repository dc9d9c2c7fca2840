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

  // why: a method that calls itself, its super or an overload is begun again, which is for the
  // listener to see
  public static OpenRun enter(String method, Object owner) {
    int dot = method.lastIndexOf('.');
    String type = method.substring(0, dot);
    String called = method.substring(dot + 1);
    return JobRuns.begin(
        JobRun.builder(RunKind.JOB, JobName.of("custom", JobName.simpleClass(type) + '.' + called))
            .code(type, called)
            .build(),
        owner);
  }

  public static void exit(OpenRun run, @Nullable Throwable thrown) {
    JobRuns.end(run, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
  }
}
