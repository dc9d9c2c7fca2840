package io.batchmon.instrumentation.springbatch6;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import io.batchmon.instrumentation.springbatch.AttemptsAdvice;
import io.batchmon.instrumentation.springbatch.PartitionAdvice;
import io.batchmon.instrumentation.springbatch.ResourcelessAdvice;
import java.util.Arrays;
import java.util.List;

/** Spring Batch 6: the methods of 3 to 5 with their new parameter types, and the job operator. */
public final class SpringBatch6Instrumentation implements JobInstrumentation {
  private static final String CORE = "org.springframework.batch.core.";
  private static final String JOB = CORE + "job.Job";
  private static final String INSTANCE = CORE + "job.JobInstance";
  private static final String JOB_EXECUTION = CORE + "job.JobExecution";
  private static final String PARAMETERS = CORE + "job.parameters.JobParameters";
  private static final String STEP_EXECUTION = CORE + "step.StepExecution";
  private static final String LAUNCHER = CORE + "launch.support.TaskExecutorJobLauncher";
  private static final String OPERATOR = CORE + "launch.support.TaskExecutorJobOperator";
  private static final String CONTEXT =
      "org.springframework.batch.infrastructure.item.ExecutionContext";

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
        Hook.on(LAUNCHER)
            .method("run", JOB, PARAMETERS)
            .alternative()
            .returned()
            .advice(LaunchAdvice.class),
        Hook.on(OPERATOR).method("start", JOB, PARAMETERS).advice(OperatorAdvice.class),
        Hook.on(OPERATOR).method("startNextInstance", JOB).advice(OperatorAdvice.class),
        Hook.on(OPERATOR).method("restart", JOB_EXECUTION).advice(RestartAdvice.class),
        Hook.on(CORE + "partition.support.TaskExecutorPartitionHandler")
            .method("createTask", CORE + "step.Step", STEP_EXECUTION)
            .alternative()
            .advice(PartitionAdvice.class),
        Hook.on(CORE + "repository.support.ResourcelessJobRepository")
            .method("createJobExecution", INSTANCE, PARAMETERS, CONTEXT)
            .alternative()
            .returned()
            .advice(ResourcelessAdvice.class),
        attemptsOf("repository.dao.jdbc.JdbcJobExecutionDao"),
        attemptsOf("repository.dao.mongodb.MongoJobExecutionDao"));
  }

  private static Hook attemptsOf(String dao) {
    return Hook.on(CORE + dao)
        .method("findJobExecutions", INSTANCE)
        .returned()
        .advice(AttemptsAdvice.class);
  }
}
