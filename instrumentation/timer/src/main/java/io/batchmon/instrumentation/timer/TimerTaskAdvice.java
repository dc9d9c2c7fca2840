package io.batchmon.instrumentation.timer;

import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunResult;
import java.lang.reflect.Field;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/** Called in the Timer's thread, before and after a task; not after one that threw. */
public final class TimerTaskAdvice {
  // why: not scheduledExecutionTime(), which a task may override
  private static final @Nullable Field NEXT_TIME = field("nextExecutionTime");
  private static final @Nullable Field PERIOD = field("period");

  private TimerTaskAdvice() {}

  private static @Nullable Field field(String name) {
    try {
      Field field = TimerTask.class.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException unknownJdk) {
      return null;
    }
  }

  public static void enter(TimerTask task) {
    // why: nobody catches around this call, and a Timer must not die of ours
    try {
      begin(task);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "timer java.util.TimerThread.mainLoop");
    }
  }

  private static void begin(TimerTask task) throws IllegalAccessException {
    long period = PERIOD == null ? 0 : PERIOD.getLong(task);
    // why: a Timer counts the period of either kind from one start to the next
    JobRun.Builder run = JdkTasks.run("timer", task, Math.abs(period) * 1_000_000);
    if (NEXT_TIME != null && PERIOD != null) {
      // why: the Timer has moved the time of a repeated task on already
      long next = NEXT_TIME.getLong(task);
      run.scheduledMillis(period > 0 ? next - period : next + period);
      if (period != 0) {
        run.nextMillis(next);
      }
    }
    Thread timer = Thread.currentThread();
    JobRuns.note(timer, System.identityHashCode(task));
    JobRuns.begin(run.build(), timer);
  }

  public static void exit() {
    JobRuns.end(JobRuns.open(Thread.currentThread()), RunResult.succeeded());
  }
}
