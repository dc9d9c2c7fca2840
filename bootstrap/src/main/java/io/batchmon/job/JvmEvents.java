package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/** The door for what happens to the JVM itself. No method throws; {@link #halting} may wait. */
public final class JvmEvents {
  private static volatile @Nullable JvmListener listener;

  private JvmEvents() {}

  /** Puts the listener behind the door; null removes it. */
  public static void listen(@Nullable JvmListener newListener) {
    listener = newListener;
  }

  public static void mainEntered() {
    JvmListener behind = listener;
    if (behind != null) {
      try {
        behind.mainEntered();
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "main");
      }
    }
  }

  public static void mainLeft(@Nullable Throwable thrown) {
    JvmListener behind = listener;
    if (behind != null) {
      try {
        behind.mainLeft(thrown);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "main");
      }
    }
  }

  public static void uncaught(Thread thread, Throwable thrown) {
    JvmListener behind = listener;
    if (behind != null) {
      try {
        behind.uncaught(thread, thrown);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "uncaught");
      }
    }
  }

  public static void uncaughtHandled(Thread thread) {
    JvmListener behind = listener;
    if (behind != null) {
      try {
        behind.uncaughtHandled(thread);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "uncaught");
      }
    }
  }

  public static void exiting(@Nullable Integer exitCode) {
    JvmListener behind = listener;
    if (behind != null) {
      try {
        behind.exiting(exitCode);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "exit");
      }
    }
  }

  public static void halting(@Nullable Integer exitCode) {
    JvmListener behind = listener;
    if (behind != null) {
      try {
        behind.halting(exitCode);
      } catch (Throwable failure) {
        JobRuns.adviceFailed(failure, "exit");
      }
    }
  }
}
