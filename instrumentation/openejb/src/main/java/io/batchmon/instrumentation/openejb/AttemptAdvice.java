package io.batchmon.instrumentation.openejb;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** Called before each call of the bean: a second one is the next attempt. */
public final class AttemptAdvice {
  private AttemptAdvice() {}

  public static void enter(@Nullable Object primaryKey) {
    OpenRun before = JobRuns.current();
    Object noted = JobRuns.noted(before);
    if (before == null || !(noted instanceof Object[])) {
      return;
    }
    Object[] attempt = (Object[]) noted;
    if ("waiting".equals(attempt[4])) {
      attempt[4] = "called";
      return;
    }
    JobRuns.takeNote(before);
    RunResult result =
        attempt[3] instanceof Throwable
            ? RunResult.failed((Throwable) attempt[3])
            : RunResult.failed("the transaction was rolled back", "rollback");
    JobRuns.end(before, result.retried());
    int number = (Integer) attempt[2] + 1;
    JobRun.Builder run = (JobRun.Builder) attempt[0];
    OpenRun next = JobRuns.begin(run.attempt(number).build(), attempt[1]);
    JobRuns.note(next, new Object[] {run, attempt[1], number, null, "called"});
  }
}
