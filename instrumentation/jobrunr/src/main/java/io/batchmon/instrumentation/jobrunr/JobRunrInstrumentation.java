package io.batchmon.instrumentation.jobrunr;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * JobRunr 1 to 8: the performer that a worker thread runs for each attempt at a job. It catches
 * what the job throws; what becomes of the job, the job's own states say.
 */
public final class JobRunrInstrumentation implements JobInstrumentation {
  private static final String PERFORMER = "org.jobrunr.server.BackgroundJobPerformer";
  private static final String JOB = "org.jobrunr.jobs.Job";

  @Override
  public String name() {
    return "jobrunr";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(PERFORMER).method("runActualJob").field("job", JOB).advice(AttemptAdvice.class),
        Hook.on(PERFORMER)
            .method(
                "updateJobStateToFailedAndRunJobFilters", "java.lang.String", "java.lang.Exception")
            .field("job", JOB)
            .advice(FailureAdvice.class),
        // why: a job whose method is gone takes no other way until 2
        Hook.on(PERFORMER)
            .method("updateJobStateToFailed", "java.lang.String", "java.lang.Exception")
            .optional()
            .field("job", JOB)
            .advice(FailureAdvice.class),
        Hook.on(PERFORMER).method("run").field("job", JOB).advice(PerformerAdvice.class));
  }
}
