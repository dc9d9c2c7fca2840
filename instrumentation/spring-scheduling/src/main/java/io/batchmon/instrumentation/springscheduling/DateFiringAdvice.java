package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import java.lang.reflect.Method;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.SimpleTriggerContext;

/** Called up to Spring 5.3 when a trigger fires, before {@link TaskAdvice} on the same object. */
public final class DateFiringAdvice {
  // why: these two methods are gone in the Spring that this is compiled with
  private static final @Nullable Method NEXT =
      method(Trigger.class, "nextExecutionTime", TriggerContext.class);
  private static final @Nullable Method UPDATE =
      method(SimpleTriggerContext.class, "update", Date.class, Date.class, Date.class);

  private DateFiringAdvice() {}

  private static @Nullable Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException missing) {
      return null;
    }
  }

  public static void enter(Object firing, @Nullable Date scheduled, Trigger trigger)
      throws ReflectiveOperationException {
    if (scheduled != null) {
      JobRuns.note(firing, new long[] {scheduled.getTime(), nextOf(trigger, scheduled)});
    }
  }

  // why: only a cron expression knows without being told when this run ends, and a trigger of the
  // application may do anything when asked
  private static long nextOf(Trigger trigger, Date scheduled) throws ReflectiveOperationException {
    if (NEXT == null
        || UPDATE == null
        || !trigger
            .getClass()
            .getName()
            .startsWith("org.springframework.scheduling.support.CronTrigger")) {
      return JobRun.NO_TIME;
    }
    SimpleTriggerContext context = new SimpleTriggerContext();
    UPDATE.invoke(context, scheduled, scheduled, scheduled);
    Date next = (Date) NEXT.invoke(trigger, context);
    return next == null ? JobRun.NO_TIME : next.getTime();
  }
}
