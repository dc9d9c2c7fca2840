package io.batchmon.instrumentation.micronaut;

import io.batchmon.job.JobRuns;
import io.micronaut.scheduling.cron.CronExpression;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Called when it was computed when a method is due, and so also when it is due after that. */
public final class NextTimeAdvice {
  private NextTimeAdvice() {}

  public static void exit(
      Object times, @Nullable ZonedDateTime due, CronExpression cron, @Nullable Throwable thrown) {
    if (thrown == null && due != null) {
      ZonedDateTime after = cron.nextTimeAfter(due);
      JobRuns.note(
          times,
          new Object[] {
            due.toInstant().toEpochMilli(),
            after.toInstant().toEpochMilli(),
            expressionOf(cron.toString())
          });
    }
  }

  // why: the expression itself is private, and written as CronExpression<0 0 2 * * *>
  private static String expressionOf(String text) {
    int begin = text.indexOf('<');
    int end = text.lastIndexOf('>');
    return begin < 0 || end < begin ? text : text.substring(begin + 1, end);
  }
}
