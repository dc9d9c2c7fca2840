package io.batchmon.weaving;

/** Replaces what it is asked to; takes as much as the hook has. */
public final class ReplacingAdvice {
  static Object newArgument;
  static Object newResult;

  private ReplacingAdvice() {}

  static void reset() {
    newArgument = null;
    newResult = null;
  }

  /** Replaces an argument. */
  public static final class Argument {
    private Argument() {}

    public static Object enter() {
      Calls.enter();
      return newArgument;
    }
  }

  /** Replaces the result. */
  public static final class Result {
    private Result() {}

    public static Object exit(Object returned, Throwable thrown) {
      Calls.exit(returned, thrown);
      return newResult;
    }
  }
}
