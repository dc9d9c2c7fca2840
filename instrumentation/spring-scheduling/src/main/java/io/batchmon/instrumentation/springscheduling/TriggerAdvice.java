package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.CronTrigger;

/**
 * Called when a task is registered with a trigger. Notes about the task, read by {@link
 * TaskAdvice}: the kind of schedule, its text, its times, whether another thread runs the task.
 */
public final class TriggerAdvice {
  private TriggerAdvice() {}

  public static void enter(Object scheduler, @Nullable Runnable task, @Nullable Trigger trigger) {
    if (task != null) {
      // why: not the trigger itself, for the task may be its own trigger and would never go
      String text = trigger instanceof CronTrigger ? expressionOf(trigger.toString()) : null;
      JobRuns.note(task, new Object[] {"trigger", text, null, null});
    }
  }

  // why: 3.1 has no getter for it, and puts the name of a class before it
  private static String expressionOf(String text) {
    return text.substring(text.lastIndexOf(": ") + (text.contains(": ") ? 2 : 1));
  }
}
