package io.batchmon.agent.telemetry;

import java.lang.reflect.Constructor;

/** Makes daemon threads that keep nothing of the application's thread that starts them. */
public final class AgentThread {
  private AgentThread() {}

  // why: a thread inherits the class loader and, by the short constructor, the inheritable
  // thread-locals of its creator, which here is a thread of the application; since Java 9 there is
  // a constructor that leaves them out
  /** Not started yet. */
  public static Thread daemon(Runnable work, String name) {
    Thread thread;
    try {
      Constructor<Thread> bare =
          Thread.class.getConstructor(
              ThreadGroup.class, Runnable.class, String.class, long.class, boolean.class);
      thread = bare.newInstance(null, work, name, 0L, false);
    } catch (ReflectiveOperationException java8) {
      thread = new Thread(work, name);
    }
    thread.setDaemon(true);
    thread.setContextClassLoader(AgentThread.class.getClassLoader());
    return thread;
  }
}
