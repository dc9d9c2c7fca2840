package io.batchmon.instrumentation.camunda;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Camunda 7.10 to 7.24: each attempt at a job is a run, from the job itself to its commit. */
public final class CamundaInstrumentation implements JobInstrumentation {
  private static final String ENGINE = "org.camunda.bpm.engine.impl.";
  private static final String JOB = ENGINE + "persistence.entity.JobEntity";
  private static final String EXECUTOR = ENGINE + "jobexecutor.";
  private static final String HELPER = EXECUTOR + "ExecuteJobHelper";
  private static final String STRING = "java.lang.String";
  private static final String COMMANDS = ENGINE + "interceptor.CommandExecutor";
  private static final String COLLECTOR = EXECUTOR + "JobFailureCollector";
  private static final String COMMAND = ENGINE + "interceptor.Command";
  private static final String CONFIGURATION = ENGINE + "cfg.ProcessEngineConfigurationImpl";

  @Override
  public String name() {
    return "camunda";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(JOB)
            .method("execute", ENGINE + "interceptor.CommandContext")
            .advice(JobAdvice.class),
        Hook.on(JOB).method("createFailedJobIncident").advice(IncidentAdvice.class),
        Hook.on(HELPER)
            .method("executeJob", STRING, COMMANDS, COLLECTOR, COMMAND)
            .advice(EndAdvice.class),
        Hook.on(HELPER)
            .method("executeJob", STRING, COMMANDS, COLLECTOR, COMMAND, CONFIGURATION)
            .optional()
            .advice(EndAdvice.class));
  }
}
