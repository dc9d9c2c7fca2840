package io.batchmon.weaving;

/** Advice before a call: it takes the argument. */
public final class ArgumentAdvice {
  private ArgumentAdvice() {}

  public static void enter(Throwable argument) {
    Calls.TOLD.add("given " + argument.getMessage());
  }
}
