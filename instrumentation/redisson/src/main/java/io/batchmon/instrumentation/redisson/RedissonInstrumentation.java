package io.batchmon.instrumentation.redisson;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Redisson 3.10 to 4: each run of a task by a worker of an RExecutorService or
 * RScheduledExecutorService.
 */
public final class RedissonInstrumentation implements JobInstrumentation {
  private static final String PACKAGE = "org.redisson.executor.";
  private static final String RUNNER = PACKAGE + "TasksRunnerService";
  private static final String PARAMS = PACKAGE + "params.";
  private static final String TASK = PARAMS + "TaskParameters";
  private static final String RUN = "executeRunnable";

  @Override
  public String name() {
    return "redisson";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(RUNNER).method(RUN, TASK, "boolean").alternative().advice(RunAdvice.class),
        Hook.on(RUNNER).method(RUN, TASK, "java.util.Date").alternative().advice(RunAdvice.class),
        Hook.on(RUNNER).method("executeCallable", TASK).advice(RunAdvice.class),
        Hook.on(RUNNER).method("skipAsLate", TASK).optional().returned().advice(SkipAdvice.class),
        Hook.on(RUNNER)
            .method("scheduleAtFixedRate", PARAMS + "ScheduledAtFixedRateParameters")
            .advice(DueAdvice.class),
        Hook.on(RUNNER)
            .method("schedule", PARAMS + "ScheduledCronExpressionParameters")
            .advice(DueAdvice.class));
  }
}
