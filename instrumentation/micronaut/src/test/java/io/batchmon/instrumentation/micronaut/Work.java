package io.batchmon.instrumentation.micronaut;

import java.util.concurrent.Callable;

/** What the scheduled methods do. */
public final class Work {
  private static volatile Callable<?> body = () -> null;
  private static volatile boolean wanted = true;

  private Work() {}

  static void is(Callable<?> newBody) {
    body = newBody;
  }

  static void isWanted(boolean value) {
    wanted = value;
  }

  public static boolean isWanted() {
    return wanted;
  }

  public static void run() throws Exception {
    body.call();
  }
}
