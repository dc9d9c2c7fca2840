package io.batchmon.instrumentation.okhttp;

import io.batchmon.job.Handovers;

/**
 * A call is handed over to a thread of OkHttp. Not the task of its executor: that may be started by
 * the thread of another call, which makes room for it.
 */
public final class EnqueueAdvice {
  private EnqueueAdvice() {}

  public static void enter(Object call) {
    Handovers.handOver(call);
  }
}
