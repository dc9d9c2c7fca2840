package io.batchmon.instrumentation.jberet;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * JBeret 1 to 3, the Jakarta Batch of WildFly and of plain Java: the runners that every job, step
 * and partition passes. The hooks are the same for javax.batch and jakarta.batch.
 */
public final class JberetInstrumentation implements JobInstrumentation {
  private static final String RUNNER = "org.jberet.runtime.runner.";
  private static final String CONTEXT = "org.jberet.runtime.context.";
  private static final String OPERATIONS = "org.jberet.operations.";
  private static final String PROPERTIES = "java.util.Properties";
  private static final String STRING = "java.lang.String";

  @Override
  public String name() {
    return "jberet";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(RUNNER + "JobExecutionRunner").method("run").advice(JobAdvice.class),
        Hook.on(RUNNER + "StepExecutionRunner").method("run").advice(StepAdvice.class),
        Hook.on(RUNNER + "BatchletRunner").method("run").advice(StepAdvice.class),
        Hook.on(RUNNER + "ChunkRunner").method("run").advice(StepAdvice.class),
        Hook.on(RUNNER + "CompositeExecutionRunner")
            .anyMethod("runJobElement")
            .advice(StepAdvice.class),
        Hook.on(RUNNER + "FlowExecutionRunner").method("run").advice(FlowAdvice.class),
        Hook.on(CONTEXT + "JobContextImpl").method("clone").returned().advice(CloneAdvice.class),
        Hook.on(CONTEXT + "StepContextImpl").method("clone").returned().advice(CloneAdvice.class),
        Hook.on(CONTEXT + "StepContextImpl")
            .method("setException", "java.lang.Exception")
            .advice(ExceptionAdvice.class),
        Hook.on("org.jberet._private.BatchLogger_$logger")
            .method("failToRunJob", "java.lang.Throwable", STRING, STRING, "java.lang.Object")
            .advice(FailureAdvice.class),
        Hook.on("org.jberet.runtime.JobExecutionImpl").method("cleanUp").advice(EndAdvice.class),
        Hook.on("org.jberet.runtime.JobExecutionImpl").method("stop").advice(StopAdvice.class),
        Hook.on(OPERATIONS + "JobOperatorImpl")
            .method("start", STRING, PROPERTIES)
            .optional()
            .advice(LaunchAdvice.class),
        Hook.on(OPERATIONS + "AbstractJobOperator")
            .method("start", STRING, PROPERTIES, STRING)
            .advice(LaunchAdvice.class),
        Hook.on(OPERATIONS + "JobOperatorImpl")
            .method("restart", "long", PROPERTIES)
            .optional()
            .advice(RestartAdvice.class),
        Hook.on(OPERATIONS + "AbstractJobOperator")
            .method("restart", "long", PROPERTIES, STRING)
            .advice(RestartAdvice.class),
        Hook.on(OPERATIONS + "JobOperatorImpl")
            .method("getJobExecution", "long")
            .optional()
            .returned()
            .advice(LookupAdvice.class),
        Hook.on(OPERATIONS + "AbstractJobOperator")
            .method("getJobExecutionImpl", "long")
            .returned()
            .advice(LookupAdvice.class));
  }
}
