package io.batchmon.weaving;

import java.util.ArrayList;
import java.util.List;

/** What advice was given, and how it behaves. */
public final class Calls {
  public static final List<String> TOLD = new ArrayList<>();
  static Object state = "state";
  static String enterFails;
  static String exitFails;

  private Calls() {}

  static void reset() {
    TOLD.clear();
    state = "state";
    enterFails = null;
    exitFails = null;
  }

  static Object enter() {
    TOLD.add("enter");
    if (enterFails != null) {
      throw new IllegalStateException(enterFails);
    }
    return state;
  }

  static void exit(Object given, Throwable thrown) {
    TOLD.add("exit " + given + " " + thrown);
    if (exitFails != null) {
      throw new IllegalStateException(exitFails);
    }
  }
}
