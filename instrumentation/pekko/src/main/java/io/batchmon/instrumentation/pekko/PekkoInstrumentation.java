package io.batchmon.instrumentation.pekko;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Akka 2.6 to 2.8 and Pekko 1: each run of what the application gave to scheduleAtFixedRate and
 * scheduleWithFixedDelay. Messages that are sent to actors on a schedule are none.
 */
public final class PekkoInstrumentation implements JobInstrumentation {
  private static final String SCHEDULER = "LightArrayRevolverScheduler";
  private static final String DURATION = "scala.concurrent.duration.FiniteDuration";
  private static final String RUNNABLE = "java.lang.Runnable";
  private static final String EXECUTOR = "scala.concurrent.ExecutionContext";

  @Override
  public String name() {
    return "pekko";
  }

  @Override
  public List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    for (String actor : Arrays.asList("akka.actor.", "org.apache.pekko.actor.")) {
      hooks.add(
          Hook.on(actor + SCHEDULER)
              .method("schedule", DURATION, DURATION, RUNNABLE, EXECUTOR)
              .advice(RateAdvice.class));
      hooks.add(
          Hook.on(actor + SCHEDULER)
              .method("scheduleWithFixedDelay", DURATION, DURATION, RUNNABLE, EXECUTOR)
              // why: Akka 2.5 has none, and is in the older versions of Flink
              .optional()
              .advice(DelayAdvice.class));
      for (String task : Arrays.asList(SCHEDULER, "Scheduler")) {
        hooks.add(
            Hook.on(actor + task + "$$anon$1$$anon$2").method("run").advice(FiringAdvice.class));
        hooks.add(
            Hook.on(actor + task + "$$anon$1$$anon$2")
                .method("run")
                .aroundCallsOf(RUNNABLE, "run")
                .advice(TaskAdvice.class));
      }
    }
    return hooks;
  }
}
