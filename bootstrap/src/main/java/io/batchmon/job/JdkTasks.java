package io.batchmon.job;

import java.lang.reflect.Field;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** How tasks of the JDK's executors and timers are called and described, in all their hooks. */
public final class JdkTasks {
  private static final long[] UNIT_NANOS = {
    3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
  };
  private static final String[] UNIT_NAMES = {"h", "min", "s", "ms", "us", "ns"};

  // why: a task knows its user's Runnable only in private fields of other classes; the agent opens
  // their package to us
  private static final @Nullable Field CALLABLE =
      privateField("java.util.concurrent.FutureTask", "callable");
  private static final @Nullable Field RUNNABLE =
      privateField("java.util.concurrent.Executors$RunnableAdapter", "task");

  /** A library's task around one of the application, and the field that it is in. */
  private static final String DECORATOR =
      "com.google.common.util.concurrent.MoreExecutors$ScheduledListeningDecorator"
          + "$NeverSuccessfulListenableFutureTask";

  private static final String DECORATED = "delegate";

  private JdkTasks() {}

  private static @Nullable Field privateField(String className, String name) {
    try {
      Field field = Class.forName(className, false, null).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException unknownJdk) {
      return null;
    }
  }

  /** The Runnable or Callable behind a task that has not ended, or null. */
  public static @Nullable Object behind(FutureTask<?> task) {
    try {
      Object callable = CALLABLE == null ? null : CALLABLE.get(task);
      return callable != null
              && RUNNABLE != null
              && RUNNABLE.getDeclaringClass().isInstance(callable)
          ? RUNNABLE.get(callable)
          : callable;
    } catch (IllegalAccessException impossible) {
      return null;
    }
  }

  /**
   * The run of a task by its scheduler.
   *
   * @param task the user's, null if unknown
   * @param periodNanos positive from start to start, negative from end to start, 0 for once
   */
  public static JobRun.Builder run(String system, @Nullable Object task, long periodNanos) {
    String schedule = schedule(periodNanos);
    Object work = undecorated(task);
    String className = work == null ? "" : work.getClass().getName();
    JobName name = JobName.of(system, jobName(className, schedule));
    JobRun.Builder run = JobRun.builder(RunKind.JOB, name).byScheduler().schedule(schedule);
    if (!className.isEmpty()) {
      run.code(className(className), isGenerated(className) ? null : "run");
    }
    return run;
  }

  /** {@code SomeTask}, or {@code SomeTask every 5 s} in one word with its schedule. */
  public static String describe(Object task, long periodNanos) {
    String className = task.getClass().getName();
    String schedule = schedule(periodNanos);
    String name = jobName(className, schedule);
    return schedule == null || name.endsWith(schedule) ? name : name + ' ' + schedule;
  }

  // why: a library's tasks are no jobs, and what it has wrapped for the application would be lost
  private static @Nullable Object undecorated(@Nullable Object task) {
    if (task == null || !task.getClass().getName().equals(DECORATOR)) {
      return task;
    }
    try {
      Field field = task.getClass().getDeclaredField(DECORATED);
      field.setAccessible(true);
      Object inside = field.get(task);
      return inside == null ? task : inside;
    } catch (ReflectiveOperationException | RuntimeException otherVersion) {
      return task;
    }
  }

  private static @Nullable String schedule(long periodNanos) {
    if (periodNanos == 0) {
      return null;
    }
    return periodNanos > 0
        ? "every " + duration(periodNanos)
        : duration(-periodNanos) + " after the end";
  }

  private static String duration(long nanos) {
    int unit = 0;
    while (nanos % UNIT_NANOS[unit] != 0) {
      unit++;
    }
    return nanos / UNIT_NANOS[unit] + " " + UNIT_NAMES[unit];
  }

  // why: the number of a lambda or an anonymous class differs between JVMs and builds; its schedule
  // tells two of one class apart
  private static String jobName(String className, @Nullable String schedule) {
    String written = className(className);
    String simple = written.substring(written.lastIndexOf('.') + 1);
    boolean named = !isGenerated(className);
    while (isNumbered(simple)) {
      simple = simple.substring(0, simple.lastIndexOf('$'));
      named = false;
    }
    simple = simple.substring(simple.lastIndexOf('$') + 1);
    int digits = 0;
    while (digits < simple.length() && Character.isDigit(simple.charAt(digits))) {
      digits++;
    }
    simple = simple.substring(digits);
    return named || schedule == null ? simple : simple + ' ' + schedule;
  }

  private static boolean isNumbered(String simple) {
    int dollar = simple.lastIndexOf('$');
    if (dollar <= 0 || dollar == simple.length() - 1) {
      return false;
    }
    for (int i = dollar + 1; i < simple.length(); i++) {
      if (!Character.isDigit(simple.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Of a lambda or a generated subclass: the class that was written. */
  private static String className(String className) {
    return isGenerated(className) ? className.substring(0, className.indexOf("$$")) : className;
  }

  private static boolean isGenerated(String className) {
    return className.indexOf("$$") > 0;
  }
}
