package io.batchmon.instrumentation.grpc;

import io.batchmon.job.Handovers;

/** A call that waits for its channel to be ready is begun by another thread. */
public final class DelayedStartAdvice {
  private DelayedStartAdvice() {}

  public static void enter(Object call) {
    Handovers.handOver(call);
  }
}
