package io.batchmon.instrumentation.spark;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.apache.spark.SparkContext;

/** Called when a context is complete, in the thread that makes it: the run says its application. */
public final class ApplicationAdvice {
  private ApplicationAdvice() {}

  public static void enter(SparkContext context) {
    OpenRun run = JobRuns.current();
    if (run == null) {
      return;
    }
    run.verdict(
        RunResult.succeeded()
            .withAttribute("spark.app.id", context.applicationId())
            .withAttribute("spark.app.name", context.appName()));
    // why: a driver may give its jobs to Spark in threads of its own
    JobRuns.note(context, run);
  }
}
