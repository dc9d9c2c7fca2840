package io.batchmon.instrumentation.grpc;

import io.batchmon.job.Handovers;
import org.jspecify.annotations.Nullable;

/** What a call had to wait with is done, in whichever thread; the first time, it is started. */
public final class DrainAdvice {
  private DrainAdvice() {}

  public static @Nullable Object enter(Object call) {
    return Handovers.begin(call);
  }

  public static void exit(Object begun, @Nullable Throwable thrown) {
    Handovers.end(begun);
  }
}
