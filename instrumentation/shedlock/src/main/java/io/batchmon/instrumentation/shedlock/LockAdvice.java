package io.batchmon.instrumentation.shedlock;

import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockingTaskExecutor.TaskResult;
import net.javacrumbs.shedlock.core.LockingTaskExecutor.TaskWithResult;
import org.jspecify.annotations.Nullable;

/** Called around taking a lock, the work under it, and giving it back. */
public final class LockAdvice {
  private LockAdvice() {}

  public static Long enter() {
    return System.nanoTime();
  }

  public static void exit(
      Long startNanos,
      DefaultLockingTaskExecutor executor,
      TaskWithResult<?> task,
      LockConfiguration lock,
      @Nullable TaskResult<?> result,
      @Nullable Throwable thrown) {
    // why: without a result it is not known whether the lock or the work failed
    if (result == null || thrown != null) {
      return;
    }
    OpenRun run = JobRuns.current();
    boolean isRun = run != null && run.kind() != RunKind.REQUEST && run.kind() != RunKind.CALL;
    String name = lock.getName();
    if (result.wasExecuted()) {
      if (run != null && isRun) {
        run.verdict(RunResult.succeeded().withAttributes(held(lock, startNanos)));
      }
      return;
    }
    RunResult skipped =
        RunResult.skipped("lock " + name + " is held elsewhere")
            .withAttribute("batch.lock.name", name);
    if (run != null && isRun) {
      run.verdict(skipped);
    } else {
      JobRuns.end(JobRuns.begin(JobRun.of(RunKind.JOB, JobName.of("shedlock", name))), skipped);
    }
  }

  private static Object[] held(LockConfiguration lock, long startNanos) {
    long now = System.currentTimeMillis();
    // why: a lock is kept for its least time, although the work is done
    long kept = Math.max(0, lock.getLockAtLeastUntil().toEpochMilli() - now);
    double seconds = (System.nanoTime() - startNanos) / 1e9 + kept / 1e3;
    boolean isExpired = now > lock.getLockAtMostUntil().toEpochMilli();
    return new Object[] {
      "batch.lock.name", lock.getName(), "batch.lock.held", seconds, "batch.lock.expired", isExpired
    };
  }
}
