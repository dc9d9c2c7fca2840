package io.batchmon.instrumentation.camel;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.component.scheduler.SchedulerConsumer;
import org.apache.camel.component.scheduler.SchedulerEndpoint;

/** As {@link TimerAdvice}, for the scheduler component, which does not tell when it was due. */
public final class SchedulerAdvice {
  private SchedulerAdvice() {}

  public static OpenRun enter(SchedulerConsumer consumer) {
    SchedulerEndpoint endpoint = consumer.getEndpoint();
    String schedule = null;
    // why: a scheduler of another component has properties of its own, and does not use the delay
    Map<String, Object> properties = endpoint.getSchedulerProperties();
    if (properties == null || properties.isEmpty()) {
      String delay =
          endpoint.getDelay() + " " + endpoint.getTimeUnit().name().toLowerCase(Locale.ROOT);
      schedule = endpoint.isUseFixedDelay() ? delay + " after the end" : "every " + delay;
    }
    JobRuns.note(endpoint, new Object[] {JobRun.NO_TIME, JobRun.NO_TIME, schedule});
    OpenRun before = JobRuns.current();
    return before == null ? OpenRun.NONE : before;
  }

  public static void exit(OpenRun before, SchedulerConsumer consumer, Throwable thrown) {
    JobRuns.takeNote(consumer.getEndpoint());
    OpenRun now = JobRuns.current();
    if (now != null && now != before) {
      now.leave();
    }
  }
}
