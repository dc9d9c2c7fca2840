package io.batchmon.instrumentation.flowable;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Flowable 6.5 to 8: each attempt of the executor at a job is a run. */
public final class FlowableInstrumentation implements JobInstrumentation {
  private static final String JOBS = "org.flowable.job.service.";
  private static final String EXECUTOR = JOBS + "impl.asyncexecutor.";
  private static final String RUNNABLE = EXECUTOR + "ExecuteAsyncRunnable";

  private static final String JOB_MANAGER = EXECUTOR + "DefaultJobManager";
  private static final String RUNTIME_JOB =
      JOBS + "impl.persistence.entity.AbstractRuntimeJobEntity";

  @Override
  public String name() {
    return "flowable";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(RUNNABLE)
            .method("executeJob", "boolean")
            .alternative()
            .field("job", "org.flowable.job.api.JobInfo")
            .field("jobServiceConfiguration", JOBS + "JobServiceConfiguration")
            .advice(JobAdvice.class),
        Hook.on(RUNNABLE)
            .method("executeJob", "boolean", EXECUTOR + "JobExecutionObservation")
            .alternative()
            .field("job", "org.flowable.job.api.JobInfo")
            .field("jobServiceConfiguration", JOBS + "JobServiceConfiguration")
            .advice(ObservedJobAdvice.class),
        Hook.on(RUNNABLE)
            .method("handleFailedJob", "java.lang.Throwable")
            .advice(FailureAdvice.class),
        Hook.on(JOB_MANAGER).method("moveJobToTimerJob", RUNTIME_JOB).advice(RetryAdvice.class),
        Hook.on(JOB_MANAGER)
            .method("moveJobToDeadLetterJob", RUNTIME_JOB)
            .advice(DeadLetterAdvice.class));
  }
}
