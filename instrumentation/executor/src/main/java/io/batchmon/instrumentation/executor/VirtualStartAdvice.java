package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;

/** Called in the thread that starts a virtual one. */
public final class VirtualStartAdvice {
  private VirtualStartAdvice() {}

  public static void enter(Object thread) {
    Handovers.handOver(thread);
  }
}
