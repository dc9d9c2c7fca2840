package io.batchmon.instrumentation.springscheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.concurrent.ScheduledFuture;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.CronTrigger;

/** What the tests need of Spring, in the words of every version. */
final class Schedulers {
  private Schedulers() {}

  // why: no test has a field or method of this type, for JUnit would load it before it is woven
  static TaskScheduler scheduler() {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    scheduler.setPoolSize(2);
    scheduler.initialize();
    return scheduler;
  }

  static ThreadPoolTaskScheduler pool(TaskScheduler scheduler) {
    return (ThreadPoolTaskScheduler) scheduler;
  }

  /** A context in which the {@code @Scheduled} methods of this bean run. */
  static GenericApplicationContext context(TaskScheduler scheduler, Class<?> bean) {
    GenericApplicationContext context = new GenericApplicationContext();
    RootBeanDefinition annotations =
        new RootBeanDefinition(ScheduledAnnotationBeanPostProcessor.class);
    annotations.getPropertyValues().add("scheduler", scheduler);
    context.registerBeanDefinition("annotations", annotations);
    context.registerBeanDefinition("job", new RootBeanDefinition(bean));
    context.refresh();
    return context;
  }

  /** Schedules by a cron expression that fires once, within two seconds, and in a year again. */
  static String cron(TaskScheduler scheduler, Runnable task) {
    String expression = soon();
    ScheduledFuture<?> future = scheduler.schedule(task, new CronTrigger(expression));
    assertThat((Object) future).isNotNull();
    return expression;
  }

  private static String soon() {
    ZonedDateTime then =
        ZonedDateTime.now(ZoneId.systemDefault()).plusSeconds(1).plusNanos(500_000_000);
    return "%d %d %d %d %d ?"
        .formatted(
            then.getSecond(),
            then.getMinute(),
            then.getHour(),
            then.getDayOfMonth(),
            then.getMonthValue());
  }

  /** Returns what cancels it. */
  static Runnable every(TaskScheduler scheduler, Runnable task, Duration period) {
    return repeat(scheduler, "scheduleAtFixedRate", task, period);
  }

  static Runnable after(TaskScheduler scheduler, Runnable task, Duration delay) {
    return repeat(scheduler, "scheduleWithFixedDelay", task, delay);
  }

  // why: milliseconds up to 5.3, a Duration since 6.0, and between them both
  private static Runnable repeat(
      TaskScheduler scheduler, String name, Runnable task, Duration period) {
    try {
      for (Method method : TaskScheduler.class.getMethods()) {
        Class<?>[] types = method.getParameterTypes();
        if (method.getName().equals(name) && types.length == 2) {
          Object argument = types[1] == long.class ? (Object) period.toMillis() : period;
          ScheduledFuture<?> future = (ScheduledFuture<?>) method.invoke(scheduler, task, argument);
          return () -> future.cancel(false);
        }
      }
    } catch (ReflectiveOperationException failure) {
      throw new LinkageError(name, failure);
    }
    throw new AssertionError(name);
  }
}
