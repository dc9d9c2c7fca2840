package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.handler.IJobHandler;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/**
 * Called when a handler is registered under the name by which the admin knows it. Noted about it:
 * that name, and the class and the method that do the work.
 */
public final class RegisterAdvice {
  private RegisterAdvice() {}

  public static void enter(String name, @Nullable IJobHandler handler) {
    if (handler != null) {
      JobRuns.note(handler, new String[] {name, handler.getClass().getName(), "execute"});
    }
  }
}
