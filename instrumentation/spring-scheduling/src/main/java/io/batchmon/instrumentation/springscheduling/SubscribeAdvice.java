package io.batchmon.instrumentation.springscheduling;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * Called since Spring 6.1 where a {@code @Scheduled} method's publisher is subscribed to: the run
 * goes on until the subscriber is told of an end, in whichever thread.
 */
public final class SubscribeAdvice {
  private SubscribeAdvice() {}

  public static OpenRun enter(
      Object task, Object subscriber, Object observation, @Nullable String method) {
    String written = method == null ? "" : method;
    int dot = written.lastIndexOf('.');
    String type = written.substring(0, Math.max(0, dot));
    String called = written.substring(dot + 1);
    String name = type.isEmpty() ? called : JobName.simpleClass(type) + '.' + called;
    JobRun.Builder run =
        JobRun.builder(RunKind.JOB, JobName.of("spring_scheduling", name))
            .code(type.isEmpty() ? null : JobName.writtenClass(type), called);
    Object noted = JobRuns.noted(Thread.currentThread());
    if (noted instanceof Object[] && ((Object[]) noted).length == 6) {
      Object[] frame = (Object[]) noted;
      if (frame[5] == "spring_scheduling") {
        run.byScheduler().schedule((String) frame[0]);
        if (frame[1] != null) {
          long[] times = (long[]) frame[1];
          run.scheduledMillis(times[0]).nextMillis(times[1]);
        }
      }
    }
    return JobRuns.begin(run.build(), subscriber);
  }

  public static void exit(OpenRun run, Object task, Object subscriber, @Nullable Throwable thrown) {
    if (thrown != null) {
      JobRuns.end(run, RunResult.failed(thrown));
    }
    run.leave();
  }
}
