package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/** Called since Spring 6 when a trigger fires, before {@link TaskAdvice} on the same object. */
public final class InstantFiringAdvice {
  private InstantFiringAdvice() {}

  public static void enter(Object firing, @Nullable Instant scheduled, Trigger trigger) {
    if (scheduled != null) {
      JobRuns.note(firing, new long[] {scheduled.toEpochMilli(), nextOf(trigger, scheduled)});
    }
  }

  // why: only a cron expression knows without being told when this run ends, and a trigger of the
  // application may do anything when asked
  private static long nextOf(Trigger trigger, Instant scheduled) {
    if (!trigger
        .getClass()
        .getName()
        .startsWith("org.springframework.scheduling.support.CronTrigger")) {
      return JobRun.NO_TIME;
    }
    Instant next = trigger.nextExecution(new SimpleTriggerContext(scheduled, scheduled, scheduled));
    return next == null ? JobRun.NO_TIME : next.toEpochMilli();
  }
}
