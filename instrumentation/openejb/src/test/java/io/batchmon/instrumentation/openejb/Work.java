package io.batchmon.instrumentation.openejb;

import java.util.concurrent.Callable;

/** What the beans do, whichever EJB API they are written for. */
public final class Work {
  private static volatile Callable<Boolean> body = () -> true;

  private static volatile Runnable set = () -> {};

  private Work() {}

  static void is(Callable<Boolean> newBody) {
    body = newBody;
  }

  static void whenSet(Runnable newSet) {
    set = newSet;
  }

  /** Called when a bean has set a timer, before the transaction that sets it is committed. */
  public static void set() {
    set.run();
  }

  /** False if the bean shall roll its transaction back. */
  public static boolean run() throws Exception {
    return body.call();
  }
}
