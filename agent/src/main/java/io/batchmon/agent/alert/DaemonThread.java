package io.batchmon.agent.alert;

import java.lang.reflect.Constructor;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Starts a daemon thread from a thread of the application without taking over anything of it: not
 * its group, its context class loader, its inheritable thread-locals or its access control context,
 * each of which would keep the application's class loader alive.
 */
final class DaemonThread {
  private DaemonThread() {}

  static Thread start(String name, Runnable work) {
    // why: no lambda; the first one of a JVM costs milliseconds, and this is a job's thread
    return AccessController.doPrivileged(
        new PrivilegedAction<Thread>() {
          @Override
          public Thread run() {
            Thread thread = create(root(), work, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(DaemonThread.class.getClassLoader());
            thread.start();
            return thread;
          }
        });
  }

  private static ThreadGroup root() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  private static Thread create(ThreadGroup group, Runnable work, String name) {
    try {
      Constructor<Thread> withoutInheritance =
          Thread.class.getConstructor(
              ThreadGroup.class, Runnable.class, String.class, long.class, boolean.class);
      return withoutInheritance.newInstance(group, work, name, 0L, false);
    } catch (ReflectiveOperationException java8) {
      Thread thread = new Thread(group, work, name);
      forget(thread, "inheritableThreadLocals");
      return thread;
    }
  }

  private static void forget(Thread thread, String name) {
    try {
      java.lang.reflect.Field field = Thread.class.getDeclaredField(name);
      field.setAccessible(true);
      field.set(thread, null);
    } catch (ReflectiveOperationException | SecurityException ignored) {
      // why: a JVM that differs from the ones we know; the thread then holds on to a few values
    }
  }
}
