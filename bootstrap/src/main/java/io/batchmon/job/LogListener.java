package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/** Who stands behind {@link LogLines}. Called in the threads of the application. */
public interface LogListener {
  /** What a line carries that the calling thread logs now; null where it is in no run. */
  @Nullable LogKeys keys();

  /** Whether {@link #logged} would do something for the calling thread. */
  boolean wants(int severity);

  /** See {@link LogLines#logged}. */
  void logged(
      String system,
      int severity,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown);
}
