package io.batchmon.instrumentation.okhttp;

import io.batchmon.job.Handovers;
import org.jspecify.annotations.Nullable;

/** The call and its callback, in OkHttp's thread, are a part of the run that enqueued it. */
public final class AsyncCallAdvice {
  private AsyncCallAdvice() {}

  public static @Nullable Object enter(Object task, Object call) {
    return Handovers.begin(call);
  }

  public static void exit(Object begun, @Nullable Throwable thrown) {
    Handovers.end(begun);
  }
}
