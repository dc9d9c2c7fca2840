package io.batchmon.instrumentation.camel;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.util.TimerTask;
import org.apache.camel.component.timer.TimerEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Called in the Timer's thread around a firing, which may be over before the exchange is. When it
 * was due is noted about the endpoint: scheduled time, next time, schedule.
 */
public final class TimerAdvice {
  private TimerAdvice() {}

  public static OpenRun enter(
      Object consumer, long counter, TimerEndpoint endpoint, @Nullable TimerTask task) {
    long period = endpoint.getPeriod();
    long scheduled = task == null ? JobRun.NO_TIME : task.scheduledExecutionTime();
    long repeats = endpoint.getRepeatCount();
    long next = JobRun.NO_TIME;
    if (task != null && period > 0 && (repeats <= 0 || counter < repeats)) {
      next = (endpoint.isFixedRate() ? scheduled : System.currentTimeMillis()) + period;
    }
    String schedule = period > 0 && repeats != 1 ? "every " + period + " ms" : null;
    JobRuns.note(endpoint, new Object[] {scheduled, next, schedule});
    OpenRun before = JobRuns.current();
    return before == null ? OpenRun.NONE : before;
  }

  public static void exit(
      OpenRun before, Object consumer, long counter, TimerEndpoint endpoint, Throwable thrown) {
    JobRuns.takeNote(endpoint);
    OpenRun now = JobRuns.current();
    if (now != null && now != before) {
      now.leave();
    }
  }
}
