package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/**
 * The door for lines that the application logs. Nobody stands behind it before the first run of the
 * JVM, and outside a run nothing is allocated. No method throws, blocks or does I/O.
 */
public final class LogLines {
  public static final int TRACE = 1;
  public static final int DEBUG = 5;
  public static final int INFO = 9;
  public static final int WARN = 13;
  public static final int ERROR = 17;
  public static final int FATAL = 21;

  private static volatile @Nullable LogListener listener;

  private LogLines() {}

  /** Puts the listener behind the door; null removes it. */
  public static void listen(@Nullable LogListener newListener) {
    listener = newListener;
  }

  /** What a line carries that the calling thread logs now; null where it is in no run. */
  public static @Nullable LogKeys keys() {
    LogListener behind = listener;
    if (behind == null) {
      return null;
    }
    try {
      return behind.keys();
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "log keys");
      return null;
    }
  }

  /** Whether a line of this severity is worth being told of: asked before its text is made. */
  public static boolean wants(int severity) {
    LogListener behind = listener;
    if (behind == null) {
      return false;
    }
    try {
      return behind.wants(severity);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "log lines");
      return false;
    }
  }

  /**
   * The calling thread logs this line, which its logger's level lets pass.
   *
   * @param system which framework says so: where a line passes two, it is one line all the same
   * @param severity as OpenTelemetry numbers them, see the constants
   */
  public static void logged(
      String system,
      int severity,
      @Nullable String logger,
      @Nullable String message,
      @Nullable Throwable thrown) {
    LogListener behind = listener;
    if (behind == null) {
      return;
    }
    try {
      behind.logged(system, severity, logger, message, thrown);
    } catch (Throwable failure) {
      JobRuns.adviceFailed(failure, "log lines");
    }
  }
}
