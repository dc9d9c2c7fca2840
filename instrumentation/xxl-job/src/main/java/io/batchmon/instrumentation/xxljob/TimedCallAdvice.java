package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.thread.JobThread;
import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Called in the fresh thread in which a handler with a time limit runs, for the thread of its job.
 */
public final class TimedCallAdvice {
  private TimedCallAdvice() {}

  public static Object[] enter(Object call, JobThread thread) {
    OpenRun run = JobRuns.openInAnyThread(thread);
    return new Object[] {run, JobRuns.attach(run)};
  }

  public static void exit(
      Object[] state, Object call, JobThread thread, @Nullable Throwable thrown) {
    JobRuns.restore(state[1]);
    // why: after the time limit, the job may be at its next trigger when the handler gives up
    if (thrown == null
        || JobRuns.noted(thread) != null
        || JobRuns.openInAnyThread(thread) != state[0]) {
      return;
    }
    Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : null;
    JobRuns.note(thread, cause == null ? thrown : cause);
  }
}
