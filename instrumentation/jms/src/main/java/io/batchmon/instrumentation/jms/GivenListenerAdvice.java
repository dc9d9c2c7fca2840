package io.batchmon.instrumentation.jms;

import io.batchmon.job.StandIn;
import org.jspecify.annotations.Nullable;

/** Whoever asks for the listener gets the application's own. */
public final class GivenListenerAdvice {
  private GivenListenerAdvice() {}

  public static @Nullable Object exit(
      Object consumer, @Nullable Object listener, @Nullable Throwable thrown) {
    return listener instanceof StandIn ? ((StandIn) listener).standsFor() : listener;
  }
}
