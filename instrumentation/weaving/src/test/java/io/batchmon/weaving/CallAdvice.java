package io.batchmon.weaving;

/** Around calls. */
public final class CallAdvice {
  private CallAdvice() {}

  public static void enter(Subject.Task task) {
    Calls.TOLD.add("before");
  }

  public static void exit() {
    Calls.TOLD.add("after");
  }
}
