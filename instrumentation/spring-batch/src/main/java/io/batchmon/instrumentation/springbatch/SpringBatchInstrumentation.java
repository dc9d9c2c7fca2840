package io.batchmon.instrumentation.springbatch;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Spring Batch 3 to 5: the final methods that every job and every step passes, whichever thread it
 * runs on. Classes of the same names exist in Spring Batch 6 with other parameter types.
 */
public final class SpringBatchInstrumentation implements JobInstrumentation {
  private static final String CORE = "org.springframework.batch.core.";
  private static final String JOB = CORE + "Job";
  private static final String STEP = CORE + "Step";
  private static final String INSTANCE = CORE + "JobInstance";
  private static final String JOB_EXECUTION = CORE + "JobExecution";
  private static final String STEP_EXECUTION = CORE + "StepExecution";
  private static final String PARAMETERS = CORE + "JobParameters";

  @Override
  public String name() {
    return "spring-batch";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(CORE + "job.AbstractJob")
            .method("execute", JOB_EXECUTION)
            .alternative()
            .advice(JobAdvice.class),
        Hook.on(CORE + "step.AbstractStep")
            .method("execute", STEP_EXECUTION)
            .alternative()
            .advice(StepAdvice.class),
        Hook.on(CORE + "launch.support.SimpleJobLauncher")
            .method("run", JOB, PARAMETERS)
            .returned()
            .advice(LaunchAdvice.class),
        Hook.on(CORE + "launch.support.TaskExecutorJobLauncher")
            .method("run", JOB, PARAMETERS)
            .alternative()
            .returned()
            .advice(LaunchAdvice.class),
        Hook.on(CORE + "partition.support.TaskExecutorPartitionHandler")
            .method("createTask", STEP, STEP_EXECUTION)
            .alternative()
            .advice(PartitionAdvice.class),
        Hook.on(CORE + "repository.support.ResourcelessJobRepository")
            .method("createJobExecution", "java.lang.String", PARAMETERS)
            .alternative()
            .returned()
            .advice(ResourcelessAdvice.class),
        attemptsOf("repository.dao.JdbcJobExecutionDao"),
        attemptsOf("repository.dao.MapJobExecutionDao"),
        attemptsOf("repository.dao.MongoJobExecutionDao"));
  }

  private static Hook attemptsOf(String dao) {
    return Hook.on(CORE + dao)
        .method("findJobExecutions", INSTANCE)
        .returned()
        .advice(AttemptsAdvice.class);
  }
}
