package io.batchmon.instrumentation.dbscheduler;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * db-scheduler 5 to 16: the one method that each picked execution passes, and the two in which it
 * ends. They moved to a class of their own with 10.
 */
public final class DbSchedulerInstrumentation implements JobInstrumentation {
  private static final String SCHEDULER = "com.github.kagkarlsson.scheduler.";
  private static final String TASK = SCHEDULER + "task.";
  private static final String EXECUTION = TASK + "Execution";
  private static final String INSTANT = "java.time.Instant";
  private static final String THROWABLE = "java.lang.Throwable";
  private static final String OPERATIONS = TASK + "ExecutionOperations";
  private static final String COMPLETE = TASK + "ExecutionComplete";

  @Override
  public String name() {
    return "db-scheduler";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    for (String executor :
        Arrays.asList(SCHEDULER + "ExecutePicked", SCHEDULER + "Scheduler$PickAndExecute")) {
      hooks.add(
          Hook.on(executor).anyMethod("executePickedExecution").advice(ExecutionAdvice.class));
      hooks.add(Hook.on(executor).anyMethod("complete").advice(CompletionAdvice.class));
      hooks.add(Hook.on(executor).anyMethod("failure").advice(FailureAdvice.class));
    }
    for (String handler : Arrays.asList("", "UsingTaskDataSchedule")) {
      hooks.add(
          Hook.on(TASK + "FailureHandler$OnFailureReschedule" + handler)
              .method("onFailure", COMPLETE, OPERATIONS)
              .advice(RegularAdvice.class));
    }
    hooks.add(
        Hook.on(OPERATIONS).method("reschedule", COMPLETE, INSTANT).advice(RescheduleAdvice.class));
    hooks.add(
        Hook.on(OPERATIONS)
            .method("reschedule", COMPLETE, INSTANT, "java.lang.Object")
            .advice(RescheduleAdvice.class));
    hooks.add(
        Hook.on(COMPLETE)
            .method("failure", EXECUTION, INSTANT, INSTANT, THROWABLE)
            .advice(DeadExecutionAdvice.class));
    // why: until 11 nothing but a lambda is given the execution, named as the compiler does
    for (int i = 1; i <= 2; i++) {
      hooks.add(
          Hook.on(SCHEDULER + "Scheduler")
              .method("lambda$detectDeadExecutions$" + i, EXECUTION)
              .optional()
              .advice(FoundDeadAdvice.class));
    }
    return hooks;
  }
}
