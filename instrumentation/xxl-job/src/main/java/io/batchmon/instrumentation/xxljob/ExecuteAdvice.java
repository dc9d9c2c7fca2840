package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.thread.JobThread;
import io.batchmon.job.JobRuns;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Called when a handler is done in the thread of its job, which keeps but the text of a failure.
 */
public final class ExecuteAdvice {
  private ExecuteAdvice() {}

  public static void exit(Object handler, @Nullable Throwable thrown) {
    Thread thread = Thread.currentThread();
    if (thrown == null || !(thread instanceof JobThread) || JobRuns.noted(thread) != null) {
      return;
    }
    Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : null;
    JobRuns.note(thread, cause == null ? thrown : cause);
  }
}
