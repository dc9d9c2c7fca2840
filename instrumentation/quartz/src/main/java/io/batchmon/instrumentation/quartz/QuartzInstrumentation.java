package io.batchmon.instrumentation.quartz;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * Quartz 2.0 to 2.5: the scheduler's own notifications, which every firing passes once whatever the
 * job's class. Hooking {@code Job.execute} would see a job that delegates twice, and never one
 * whose class cannot be instantiated.
 */
public final class QuartzInstrumentation implements JobInstrumentation {
  private static final String SCHEDULER = "org.quartz.core.QuartzScheduler";
  private static final String SHELL = "org.quartz.core.JobRunShell";
  private static final String CONTEXT = "org.quartz.JobExecutionContext";

  // why: in 1.8 the same methods are given classes that are interfaces since
  private static final String ONLY_HERE = "internalJobListeners";
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
            .method("interrupt", "org.quartz.JobKey")
            .alternative()
            .advice(InterruptJobAdvice.class),
        Hook.on(SCHEDULER)
            .method("interrupt", "java.lang.String")
            .optional()
            .advice(InterruptInstanceAdvice.class),
        Hook.on(SHELL)
            .method("initialize", SCHEDULER)
            .field("firedTriggerBundle", "org.quartz.spi.TriggerFiredBundle")
            .alternative()
            .advice(InitializeAdvice.class),
        Hook.on(SHELL)
            .method("run")
            .field("jec", "org.quartz.impl.JobExecutionContextImpl")
            .alternative()
            .advice(RunShellAdvice.class));
  }
}
