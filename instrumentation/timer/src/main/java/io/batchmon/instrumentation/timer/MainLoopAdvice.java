package io.batchmon.instrumentation.timer;

import io.batchmon.job.JdkTasks;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Called when a Timer's loop is over; if by an exception, the task that threw has ended the Timer
 * and with it everything that it would still have run.
 */
public final class MainLoopAdvice {
  private static final int MOST_NAMED = 10;

  /** {@code TimerTask.CANCELLED}, in JDK 8 to 25. */
  private static final int CANCELLED = 3;

  private static final @Nullable Field TASKS = field("java.util.TaskQueue", "queue");
  private static final @Nullable Field PERIOD = field("java.util.TimerTask", "period");
  private static final @Nullable Field STATE = field("java.util.TimerTask", "state");

  private MainLoopAdvice() {}

  private static @Nullable Field field(String className, String name) {
    try {
      Field field = Class.forName(className, false, null).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException unknownJdk) {
      return null;
    }
  }

  public static void exit(Thread timer, Object queue, boolean isAlive, @Nullable Throwable thrown) {
    OpenRun run = thrown == null ? null : JobRuns.open(timer);
    if (run == null || thrown == null) {
      return;
    }
    String others = "";
    try {
      // why: a Timer that was cancelled has nothing left that could die; one that nobody holds has
      if (!isAlive && isEmpty(queue)) {
        JobRuns.end(run, RunResult.failed(thrown));
        return;
      }
      others = others(queue, JobRuns.noted(timer));
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "timer java.util.TimerThread.mainLoop");
    }
    JobRuns.end(run, RunResult.failed(thrown).scheduleDied(others));
  }

  private static boolean isEmpty(Object queue) throws IllegalAccessException {
    Object tasks = TASKS == null ? null : TASKS.get(queue);
    return tasks != null && Array.get(tasks, 1) == null;
  }

  private static String others(Object queue, @Nullable Object failed)
      throws IllegalAccessException {
    StringBuilder words = new StringBuilder();
    if (TASKS == null || PERIOD == null || STATE == null) {
      return "";
    }
    Object tasks = TASKS.get(queue);
    int more = 0;
    int named = 0;
    for (int i = 1; tasks != null && i < Array.getLength(tasks); i++) {
      TimerTask task = (TimerTask) Array.get(tasks, i);
      if (task == null
          || STATE.getInt(task) == CANCELLED
          || Integer.valueOf(System.identityHashCode(task)).equals(failed)) {
        continue;
      }
      if (named == MOST_NAMED) {
        more++;
        continue;
      }
      named++;
      words.append(words.length() == 0 ? "" : ", ");
      words.append(JdkTasks.describe(task, Math.abs(PERIOD.getLong(task)) * 1_000_000));
    }
    return more == 0
        ? words.toString()
        : words.append(" and ").append(more).append(" more").toString();
  }
}
