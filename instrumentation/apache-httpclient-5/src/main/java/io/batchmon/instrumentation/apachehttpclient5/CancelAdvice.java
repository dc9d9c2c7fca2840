package io.batchmon.instrumentation.apachehttpclient5;

import io.batchmon.job.JobRuns;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * Called when a future of the client was asked to cancel: not every version tells the chain of it.
 */
public final class CancelAdvice {
  private CancelAdvice() {}

  public static void exit(
      Object future, boolean mayInterrupt, boolean cancelled, @Nullable Throwable thrown) {
    OpenRun[] sent = cancelled ? (OpenRun[]) JobRuns.takeNote(future) : null;
    if (sent != null) {
      JobRuns.end(sent[1], RunResult.stopped("cancelled"));
    }
  }
}
