package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * Called since Spring 6.2 between {@link TaskAdvice} and the task itself, which may be one of the
 * application. {@link TaskAdvice} ends the run.
 */
public final class TrackedTaskAdvice {
  private TrackedTaskAdvice() {}

  public static Object @Nullable [] enter(Object tracker, Runnable task) {
    Object noted = JobRuns.noted(Thread.currentThread());
    if (!(noted instanceof Object[]) || ((Object[]) noted).length != 6) {
      return null;
    }
    Object[] frame = (Object[]) noted;
    String type = task.getClass().getName();
    if (frame[5] != "spring_scheduling"
        || frame[2] != null
        || type.startsWith("org.springframework.")
        || type.startsWith("net.javacrumbs.shedlock.")) {
      return null;
    }
    String name = JobName.simpleClass(type);
    if (!type.endsWith(name) && frame[0] != null) {
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
    frame[2] = JobRuns.begin(run.build());
    return frame;
  }

  public static void exit(
      Object[] frame, Object tracker, Runnable task, @Nullable Throwable thrown) {
    frame[3] = thrown;
  }
}
