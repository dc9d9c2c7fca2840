package io.batchmon.instrumentation.shedlock;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Collections;
import java.util.List;

/** ShedLock 4.4 to 7: the one method that knows whether a task was executed under its lock. */
public final class ShedLockInstrumentation implements JobInstrumentation {
  private static final String CORE = "net.javacrumbs.shedlock.core.";

  @Override
  public String name() {
    return "shedlock";
  }

  @Override
  public List<Hook> hooks() {
    return Collections.singletonList(
        Hook.on(CORE + "DefaultLockingTaskExecutor")
            .method(
                "executeWithLock",
                CORE + "LockingTaskExecutor$TaskWithResult",
                CORE + "LockConfiguration")
            .returned()
            .advice(LockAdvice.class));
  }
}
