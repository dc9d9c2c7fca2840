package io.batchmon.weaving;

/** Takes the object, both arguments, a field and the returned value. */
public final class ValuesAdvice {
  private ValuesAdvice() {}

  public static void enter(Subject subject, String value, long number, String field) {
    Calls.TOLD.add("enter " + value + number + field);
  }

  public static void exit(
      Subject subject, String value, long number, String field, Object returned, Throwable thrown) {
    Calls.TOLD.add("exit " + value + number + field + returned);
  }
}
