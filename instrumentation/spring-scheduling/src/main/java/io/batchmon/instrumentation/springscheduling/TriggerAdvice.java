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
      String text = trigger instanceof CronTrigger ? ((CronTrigger) trigger).getExpression() : null;
      JobRuns.note(task, new Object[] {"trigger", text, null, null});
    }
  }
}
