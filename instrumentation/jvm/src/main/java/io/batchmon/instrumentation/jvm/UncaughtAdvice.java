package io.batchmon.instrumentation.jvm;

import io.batchmon.job.JvmEvents;
import org.jspecify.annotations.Nullable;

/**
 * Called for an exception that ended a thread and that the thread has no handler of its own for.
 */
public final class UncaughtAdvice {
  private UncaughtAdvice() {}

  public static void enter(ThreadGroup group, Thread thread, Throwable thrown) {
    // why: a group passes on to its parent, and only the topmost decides
    if (group.getParent() == null) {
      JvmEvents.uncaught(thread, thrown);
    }
  }

  public static void exit(
      ThreadGroup group, Thread thread, Throwable thrown, @Nullable Throwable handlerThrew) {
    if (group.getParent() == null) {
      JvmEvents.uncaughtHandled(thread);
    }
  }
}
