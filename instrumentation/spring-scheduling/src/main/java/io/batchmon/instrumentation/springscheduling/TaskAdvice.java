package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;

/**
 * Called around every firing, error handler included. Notes about the thread what the advice of the
 * methods called inside is to know and to tell: text and times of the schedule, the run once there
 * is one, what the task threw, the note that was there before, and a mark.
 */
public final class TaskAdvice {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private TaskAdvice() {}

  public static Object @Nullable [] enter(Object firing, Runnable task) {
    Object fired = JobRuns.takeNote(firing);
    Object noted = JobRuns.noted(task);
    if (!(noted instanceof Object[])) {
      return null;
    }
    Object[] schedule = (Object[]) noted;
    if (schedule.length == 2) {
      ((Object[]) schedule[1])[2] = fired;
      return null;
    }
    boolean triggered = schedule[0].equals("trigger");
    Thread thread = Thread.currentThread();
    Object[] frame = {
      textOf(schedule),
      triggered ? (fired == null ? schedule[2] : fired) : timesOf(schedule),
      null,
      null,
      JobRuns.noted(thread),
      "spring_scheduling"
    };
    JobRuns.note(thread, frame);
    if (isOfTheApplication(task)) {
      frame[2] = JobRuns.begin(runOf(task, frame));
    }
    return frame;
  }

  public static void exit(
      Object[] frame, Object firing, Runnable task, @Nullable Throwable thrown) {
    Thread thread = Thread.currentThread();
    if (frame[4] == null) {
      JobRuns.takeNote(thread);
    } else {
      JobRuns.note(thread, frame[4]);
    }
    Object noted = JobRuns.noted(task);
    Object[] schedule = noted instanceof Object[] ? (Object[]) noted : new Object[4];
    if ("delay".equals(schedule[0])) {
      long[] numbers = (long[]) schedule[2];
      numbers[1] = System.nanoTime() + numbers[0];
    }
    if (frame[2] != null) {
      Throwable failure = frame[3] == null ? thrown : (Throwable) frame[3];
      RunResult result =
          failure == null ? RunResult.succeeded() : RunResult.failed(unwrapped(failure));
      // why: what leaves a periodic task of an executor is the last that is heard of it
      boolean died = thrown != null && schedule[3] == null;
      JobRuns.end((OpenRun) frame[2], died ? result.scheduleDied("") : result);
    }
  }

  private static JobRun runOf(Runnable task, Object[] frame) {
    String type = task.getClass().getName();
    String name = JobName.simpleClass(type);
    if (!type.endsWith(name) && frame[0] != null) {
      // why: two lambdas of one class are told apart by their schedules
      name = name + ' ' + frame[0];
    }
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("spring_scheduling", name))
            .byScheduler()
            .schedule((String) frame[0])
            .code(JobName.writtenClass(type), "run");
    if (frame[1] != null) {
      long[] times = (long[]) frame[1];
      run.scheduledMillis(times[0]).nextMillis(times[1]);
    }
    return run.build();
  }

  // why: of what a library wraps around a method, the method is the job
  private static boolean isOfTheApplication(Runnable task) {
    String type = task.getClass().getName();
    return !type.startsWith("org.springframework.") && !type.startsWith("net.javacrumbs.shedlock.");
  }

  private static @Nullable String textOf(Object[] schedule) {
    if (schedule[1] == null && schedule[2] != null && !schedule[0].equals("trigger")) {
      long period = ((long[]) schedule[2])[0];
      if (period > 0) {
        schedule[1] =
            schedule[0].equals("rate")
                ? "every " + words(period / NANOS_PER_MILLI)
                : words(period / NANOS_PER_MILLI) + " after the end";
      }
    }
    return (String) schedule[1];
  }

  private static String words(long millis) {
    if (millis == 0 || millis % 1000 != 0) {
      return millis + " ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + " d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static long[] timesOf(Object[] schedule) {
    long[] numbers = (long[]) schedule[2];
    long due = numbers[1];
    if (due == JobRun.NO_TIME) {
      return new long[] {JobRun.NO_TIME, JobRun.NO_TIME};
    }
    long scheduled = System.currentTimeMillis() + (due - System.nanoTime()) / NANOS_PER_MILLI;
    if (!schedule[0].equals("rate")) {
      return new long[] {scheduled, JobRun.NO_TIME};
    }
    numbers[1] = due + numbers[0];
    return new long[] {scheduled, scheduled + numbers[0] / NANOS_PER_MILLI};
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return thrown instanceof UndeclaredThrowableException && cause != null ? cause : thrown;
  }
}
