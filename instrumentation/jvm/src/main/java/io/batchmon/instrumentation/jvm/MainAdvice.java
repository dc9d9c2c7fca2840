package io.batchmon.instrumentation.jvm;

import io.batchmon.job.JvmEvents;
import org.jspecify.annotations.Nullable;

/** Called by the {@code main} that the launcher calls. */
public final class MainAdvice {
  private MainAdvice() {}

  public static void enter() {
    JvmEvents.mainEntered();
  }

  public static void exit(@Nullable Throwable thrown) {
    JvmEvents.mainLeft(thrown);
  }
}
