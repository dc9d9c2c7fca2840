package io.batchmon.instrumentation.hazelcast;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/** Hazelcast 3.8 to 5.7: each run of a task of an IScheduledExecutorService. */
public final class HazelcastInstrumentation implements JobInstrumentation {
  private static final String PACKAGE = "com.hazelcast.scheduledexecutor.impl.";
  private static final String DESCRIPTOR = PACKAGE + "ScheduledTaskDescriptor";

  @Override
  public String name() {
    return "hazelcast";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(PACKAGE + "ScheduledExecutorContainer$TaskRunner")
            .method("call")
            .field("descriptor", DESCRIPTOR)
            .advice(TaskAdvice.class),
        Hook.on(PACKAGE + "TaskRunner")
            .method("call")
            .field("descriptor", DESCRIPTOR)
            .advice(TaskAdvice.class));
  }
}
