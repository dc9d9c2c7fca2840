package io.batchmon.instrumentation.openejb;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.lang.reflect.Method;
import org.apache.openejb.core.timer.TimerData;
import org.jspecify.annotations.Nullable;

/**
 * Called for each time-out of a timer, all attempts at it together. What is known of the attempt
 * that is under way is noted about its run, in this order: the run's builder, the timer, the number
 * of the attempt, its failure, what was done last.
 */
public final class TimeoutAdvice {
  private TimeoutAdvice() {}

  public static @Nullable OpenRun enter(Object service, TimerData timer) {
    Object noted = JobRuns.takeNote(Thread.currentThread());
    Method method = timer.getTimeoutMethod();
    if (method == null) {
      return null;
    }
    String type = method.getDeclaringClass().getName();
    JobRun.Builder run =
        JobRun.builder(
                RunKind.JOB,
                JobName.of("ejb_timer", JobName.simpleClass(type) + '.' + method.getName()))
            .code(type, method.getName())
            .attribute("batch.job.timer.id", timer.getId())
            .byScheduler();
    if (noted instanceof Object[]) {
      Object[] firing = (Object[]) noted;
      run.instanceId((String) firing[0]).schedule((String) firing[3]);
      if (firing[1] != null) {
        run.scheduledMillis((Long) firing[1]);
      }
      if (firing[2] != null) {
        run.nextMillis((Long) firing[2]);
      }
    }
    OpenRun first = JobRuns.begin(run.build(), timer);
    if (first != OpenRun.NONE) {
      JobRuns.note(first, new Object[] {run, timer, 1, null, "waiting"});
    }
    return first;
  }

  public static void exit(
      OpenRun first, Object service, TimerData timer, @Nullable Throwable thrown) {
    OpenRun last = JobRuns.open(timer);
    Object noted = JobRuns.takeNote(last);
    if (!(noted instanceof Object[])) {
      JobRuns.end(first, thrown == null ? RunResult.succeeded() : RunResult.failed(thrown));
      return;
    }
    Object[] attempt = (Object[]) noted;
    RunResult result;
    if (attempt[3] instanceof Throwable) {
      result = RunResult.failed((Throwable) attempt[3]);
    } else if (thrown != null) {
      result = RunResult.failed(thrown);
    } else if ("given up".equals(attempt[4])) {
      result = RunResult.failed("the transaction was rolled back", "rollback");
    } else if ("waiting".equals(attempt[4])) {
      result = RunResult.skipped("the bean is not deployed");
    } else {
      result = RunResult.succeeded();
    }
    JobRuns.end(last, result);
  }
}
