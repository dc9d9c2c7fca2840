package io.batchmon.weaving;

/** Remembers what it was given; fails on request. */
public final class SpyAdvice {
  private SpyAdvice() {}

  public static Object enter() {
    return Calls.enter();
  }

  public static void exit(Object state, Throwable thrown) {
    Calls.exit(state, thrown);
  }
}
