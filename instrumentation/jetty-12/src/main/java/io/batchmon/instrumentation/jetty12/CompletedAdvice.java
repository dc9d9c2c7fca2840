package io.batchmon.instrumentation.jetty12;

import io.batchmon.job.HttpRequests;

/** A channel is done with its request, and will serve another one. */
public final class CompletedAdvice {
  private CompletedAdvice() {}

  public static void enter(Object channel) {
    HttpRequests.taken(channel);
  }
}
