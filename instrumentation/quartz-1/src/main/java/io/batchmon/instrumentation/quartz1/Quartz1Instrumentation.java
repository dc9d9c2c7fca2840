package io.batchmon.instrumentation.quartz1;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Quartz 1.8: the scheduler's own notifications, as in 2. What tells the two apart is a field that
 * only one of them has.
 */
public final class Quartz1Instrumentation implements JobInstrumentation {
  private static final String SCHEDULER = "org.quartz.core.QuartzScheduler";
  private static final String SHELL = "org.quartz.core.JobRunShell";
  private static final String CONTEXT = "org.quartz.JobExecutionContext";
  private static final String ONLY_HERE = "globalJobListeners";
  private static final String MAP = "java.util.HashMap";

  @Override
  public String name() {
    return "quartz";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on(SCHEDULER)
            .method("notifyJobListenersToBeExecuted", CONTEXT)
            .field(ONLY_HERE, MAP)
            .alternative()
            .advice(ToBeExecutedAdvice.class),
        Hook.on(SCHEDULER)
            .method("notifyJobListenersWasExecuted", CONTEXT, "org.quartz.JobExecutionException")
            .field(ONLY_HERE, MAP)
            .alternative()
            .advice(WasExecutedAdvice.class),
        Hook.on(SCHEDULER)
            .method("notifyTriggerListenersFired", CONTEXT)
            .field(ONLY_HERE, MAP)
            .returned()
            .alternative()
            .advice(TriggerFiredAdvice.class),
        Hook.on(SCHEDULER)
            .method("notifyTriggerListenersMisfired", "org.quartz.Trigger")
            .field(ONLY_HERE, MAP)
            .alternative()
            .advice(MisfireAdvice.class),
        Hook.on(SCHEDULER)
            .method(
                "interrupt",
                "org.quartz.core.SchedulingContext",
                "java.lang.String",
                "java.lang.String")
            .alternative()
            .advice(InterruptAdvice.class),
        Hook.on(SHELL)
            .method("initialize", SCHEDULER, "org.quartz.spi.TriggerFiredBundle")
            .alternative()
            .advice(InitializeAdvice.class),
        Hook.on(SHELL)
            .method("run")
            .field("jec", CONTEXT)
            .alternative()
            .advice(RunShellAdvice.class));
  }
}
