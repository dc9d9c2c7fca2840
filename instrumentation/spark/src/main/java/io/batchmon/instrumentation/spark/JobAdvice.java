package io.batchmon.instrumentation.spark;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.DAGScheduler;
import org.apache.spark.util.CallSite;
import org.jspecify.annotations.Nullable;

/** Called in the driver's thread that waits for a job of Spark; one that fails throws. */
public final class JobAdvice {
  private JobAdvice() {}

  /** Null where nothing is recorded: outside a run a job of Spark is a part of nothing. */
  public static @Nullable OpenRun enter(
      DAGScheduler scheduler, Object rdd, Object function, Object partitions, CallSite site) {
    SparkContext context = scheduler.sc();
    OpenRun parent = null;
    if (JobRuns.current() == null) {
      Object noted = JobRuns.noted(context);
      if (!(noted instanceof OpenRun)) {
        return null;
      }
      parent = (OpenRun) noted;
    }
    return JobRuns.begin(
        JobRun.builder(RunKind.STEP, JobName.of("spark", context.appName(), site.shortForm()))
            .build(),
        null,
        parent);
  }

  public static void exit(
      OpenRun run,
      DAGScheduler scheduler,
      Object rdd,
      Object function,
      Object partitions,
      CallSite site,
      @Nullable Throwable thrown) {
    JobRuns.end(run, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
  }
}
