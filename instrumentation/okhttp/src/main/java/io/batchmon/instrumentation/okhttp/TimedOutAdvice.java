package io.batchmon.instrumentation.okhttp;

import io.batchmon.job.JobRuns;

/** OkHttp 3.12 and 3.13 cancel a call that ran out of time, and make up its exception later. */
public final class TimedOutAdvice {
  private TimedOutAdvice() {}

  public static void enter(Object timeout, Object call) {
    JobRuns.note(call, "timeout");
  }
}
