package io.batchmon.instrumentation.pekko;

import io.batchmon.job.JobRun;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Called around a firing, in which {@link TaskAdvice} begins the run that belongs to the thread.
 * What the task throws leaves the firing, which is then not repeated.
 */
public final class FiringAdvice {
  private static final String AKKA = "akka.";

  private FiringAdvice() {}

  public static OpenRun enter(Object firing) {
    long scheduled = JobRun.NO_TIME;
    if (firing instanceof AtomicLong) {
      // why: it counts in System.nanoTime() when it is due, and is set forward after the task
      long nanos = ((AtomicLong) firing).get() - System.nanoTime();
      scheduled = System.currentTimeMillis() + nanos / 1_000_000;
    }
    String system = firing.getClass().getName().startsWith(AKKA) ? "akka" : "pekko";
    JobRuns.note(Thread.currentThread(), new Object[] {system, scheduled});
    OpenRun before = JobRuns.open(Thread.currentThread());
    return before == null ? OpenRun.NONE : before;
  }

  public static void exit(OpenRun before, Object firing, @Nullable Throwable thrown) {
    JobRuns.takeNote(Thread.currentThread());
    OpenRun run = JobRuns.open(Thread.currentThread());
    if (run == null || run == before) {
      return;
    }
    JobRuns.end(
        run,
        thrown == null
            ? RunResult.stopped("the scheduler is closed")
            : RunResult.failed(thrown).scheduleDied(""));
  }
}
