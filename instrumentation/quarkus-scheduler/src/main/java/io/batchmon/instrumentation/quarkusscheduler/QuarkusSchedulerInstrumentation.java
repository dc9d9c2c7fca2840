package io.batchmon.instrumentation.quarkusscheduler;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Quarkus 2.10 to 3: the invoker next to a scheduled method or task, and those around it that may
 * leave it out. Both schedulers, the simple one and Quartz, go through them.
 */
public final class QuarkusSchedulerInstrumentation implements JobInstrumentation {
  private static final String INVOKERS = "io.quarkus.scheduler.common.runtime.";
  private static final String EXECUTION = "io.quarkus.scheduler.ScheduledExecution";

  @Override
  public String name() {
    return "quarkus-scheduler";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(INVOKERS + "DefaultInvoker")
            .method("invoke", EXECUTION)
            .returned()
            .advice(InvokeAdvice.class),
        Hook.on(INVOKERS + "SkipConcurrentExecutionInvoker")
            .method("invoke", EXECUTION)
            .advice(SkipAdvice.class),
        Hook.on(INVOKERS + "SkipPredicateInvoker")
            .method("invoke", EXECUTION)
            .advice(SkipAdvice.class));
  }
}
