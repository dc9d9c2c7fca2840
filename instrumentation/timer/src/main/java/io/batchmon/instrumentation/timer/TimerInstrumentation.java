package io.batchmon.instrumentation.timer;

import io.batchmon.instrumentation.api.Hook;
import io.batchmon.instrumentation.api.JobInstrumentation;
import java.util.Arrays;
import java.util.List;

/**
 * The one place where java.util.Timer (JDK 8 to 25) runs its tasks: the call in the loop of its
 * thread. No class of the application is touched.
 */
public final class TimerInstrumentation implements JobInstrumentation {
  @Override
  public String name() {
    return "timer";
  }

  @Override
  public List<Hook> hooks() {
    return Arrays.asList(
        Hook.on("java.util.TimerThread")
            .method("mainLoop")
            .aroundCallsOf("java.util.TimerTask", "run")
            .advice(TimerTaskAdvice.class),
        Hook.on("java.util.TimerThread")
            .method("mainLoop")
            .field("queue", "java.util.TaskQueue")
            .field("newTasksMayBeScheduled", "boolean")
            .advice(MainLoopAdvice.class));
  }
}
