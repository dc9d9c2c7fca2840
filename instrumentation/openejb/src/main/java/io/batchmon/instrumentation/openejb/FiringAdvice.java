package io.batchmon.instrumentation.openejb;

import io.batchmon.job.JobRuns;
import java.util.Date;
import org.apache.openejb.core.timer.EJBCronTrigger;
import org.apache.openejb.quartz.JobExecutionContext;
import org.apache.openejb.quartz.Trigger;

/**
 * Called by the scheduler inside OpenEJB, which alone knows when a timer should have fired. {@link
 * TimeoutAdvice} follows in the same thread.
 */
public final class FiringAdvice {
  private FiringAdvice() {}

  public static void enter(Object job, JobExecutionContext context) {
    Trigger trigger = context.getTrigger();
    Date scheduled = context.getScheduledFireTime();
    Date next = context.getNextFireTime();
    JobRuns.note(
        Thread.currentThread(),
        new Object[] {
          context.getFireInstanceId(),
          scheduled == null ? null : scheduled.getTime(),
          next == null ? null : next.getTime(),
          trigger instanceof EJBCronTrigger
              ? expressionOf(((EJBCronTrigger) trigger).getRawValue())
              : null
        });
  }

  // why: it comes as year;month;day;weekday;hour;minute;second
  private static String expressionOf(String raw) {
    String[] parts = raw.split(";", -1);
    if (parts.length != 7) {
      return raw;
    }
    StringBuilder cron = new StringBuilder();
    cron.append(parts[6]).append(' ').append(parts[5]).append(' ').append(parts[4]);
    cron.append(' ').append(parts[2]).append(' ').append(parts[1]).append(' ').append(parts[3]);
    return parts[0].equals("*") ? cron.toString() : cron.append(' ').append(parts[0]).toString();
  }
}
