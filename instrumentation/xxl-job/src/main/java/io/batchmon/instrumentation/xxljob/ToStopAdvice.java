package io.batchmon.instrumentation.xxljob;

import com.xxl.job.core.thread.JobThread;
import io.batchmon.job.JobRuns;
import org.jspecify.annotations.Nullable;

/** Called by whoever ends the thread of a job: the admin kills it, or a newer trigger covers it. */
public final class ToStopAdvice {
  private ToStopAdvice() {}

  public static void enter(JobThread thread, @Nullable String reason) {
    JobRuns.note(thread, reason == null ? "stopped" : reason);
  }
}
