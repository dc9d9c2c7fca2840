package io.batchmon.instrumentation.executor;

import io.batchmon.job.Handovers;

/** Called in a virtual thread as it begins; it works for its run until it ends. */
public final class VirtualRunAdvice {
  private VirtualRunAdvice() {}

  public static void enter(Object thread) {
    Handovers.begin(thread);
  }
}
