package io.batchmon.instrumentation.springcloudtask;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Spring Cloud Task 2 to 5: each task execution is a run, from the moment it has an id until it is
 * about to be recorded as over.
 */
public final class SpringCloudTaskInstrumentation implements JobInstrumentation {
  private static final String TASK = "org.springframework.cloud.task.";
  private static final String LISTENER = TASK + "listener.TaskLifecycleListener";
  private static final String EXECUTION = TASK + "repository.TaskExecution";

  @Override
  public String name() {
    return "spring-cloud-task";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(LISTENER).method("invokeOnTaskStartup", EXECUTION).advice(ExecutionAdvice.class),
        Hook.on(LISTENER)
            .method("doTaskStart")
            .field("taskExecution", EXECUTION)
            .advice(StartAdvice.class),
        Hook.on(LISTENER)
            .method("invokeOnTaskError", EXECUTION, "java.lang.Throwable")
            .advice(FailureAdvice.class),
        Hook.on(LISTENER)
            .method("doTaskEnd")
            .field("taskExecution", EXECUTION)
            .field("started", "boolean")
            .advice(EndAdvice.class),
        Hook.on(TASK + "configuration.SingleInstanceTaskListener")
            .method("lockTask", EXECUTION)
            .advice(SingleInstanceAdvice.class));
  }
}
