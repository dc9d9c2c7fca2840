package io.batchmon.instrumentation.micronaut;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.micronaut.inject.ExecutableMethod;
import org.jspecify.annotations.Nullable;

/**
 * Called around each firing of a scheduled method, its exception handler included: Micronaut 4.
 * What that was given is noted about the run, and after it whether the method was called.
 */
public final class MethodFirstAdvice {
  private MethodFirstAdvice() {}

  public static OpenRun enter(Object processor, ExecutableMethod<?, ?> method) {
    String type = method.getDeclaringType().getName();
    JobRun.Builder run =
        JobRun.builder(
                RunKind.JOB,
                JobName.of("micronaut", JobName.simpleClass(type) + '.' + method.getMethodName()))
            .code(type, method.getMethodName())
            .byScheduler();
    Object noted = JobRuns.takeNote(Thread.currentThread());
    if (noted instanceof Object[]) {
      Object[] cron = (Object[]) noted;
      run.scheduledMillis((Long) cron[0]).nextMillis((Long) cron[1]).schedule((String) cron[2]);
    }
    OpenRun open = JobRuns.begin(run.build());
    OpenRun current = JobRuns.current();
    if (current != null) {
      JobRuns.note(current, new Object[] {null, null});
    }
    return open;
  }

  public static void exit(
      OpenRun run, Object processor, ExecutableMethod<?, ?> method, @Nullable Throwable thrown) {
    // why: of a run that another framework began first, the advice inside finds that one
    Object own = JobRuns.takeNote(run);
    Object noted = own == null ? JobRuns.takeNote(JobRuns.current()) : own;
    Object[] state = noted instanceof Object[] ? (Object[]) noted : new Object[] {null, true};
    RunResult result;
    if (state[0] instanceof Throwable) {
      result = RunResult.failed((Throwable) state[0]);
    } else if (thrown != null) {
      result = RunResult.failed(thrown);
    } else if (state[1] == null) {
      result = RunResult.skipped("its condition does not hold, or the application ends");
    } else {
      result = RunResult.succeeded();
    }
    JobRuns.end(run, result);
  }
}
