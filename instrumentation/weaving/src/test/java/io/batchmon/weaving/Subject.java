package io.batchmon.weaving;

/** Methods to be woven. */
public class Subject {
  final String field = "field";

  public static void nothing() {}

  public boolean aBoolean(boolean value) {
    return value;
  }

  public int anInt(int value) {
    return value + 1;
  }

  public long aLong(long first, int second, double third, long last) {
    return first + second + (long) third + last;
  }

  public static float aFloat(float value, double other) {
    return value + (float) other;
  }

  public double aDouble(byte small, char letter, short number, double value) {
    return small + letter + number + value;
  }

  public static String[] anArray(String... values) {
    return values;
  }

  public String overwritten(String value, long number) {
    value = value + number;
    number = 7;
    return value + number;
  }

  public int loopAtTheStart(int count) {
    while (count > 0) {
      count--;
    }
    return count;
  }

  public String caught(String value) {
    try {
      return value.trim();
    } catch (NullPointerException failure) {
      return "caught";
    } finally {
      nothing();
    }
  }

  @SuppressWarnings("StatementSwitchToExpressionSwitch")
  public String switched(String value) {
    switch (value) {
      case "one":
        return "1";
      case "two":
        return "2";
      default:
        long wide = value.length();
        return String.valueOf(wide);
    }
  }

  public void thrown(RuntimeException failure) {
    while (true) {
      throw failure;
    }
  }

  public int callsRunnable(Task task, int times) {
    for (int i = 0; i < times; i++) {
      task.run();
    }
    return times;
  }

  public String handles(Handling handling, String message) {
    try {
      throw new IllegalStateException(message);
    } catch (IllegalStateException failure) {
      handling.handle(failure);
    }
    return message;
  }

  /** Called by a subject with what it caught. */
  public interface Handling {
    void handle(Throwable failure);
  }

  /** Called by a subject. */
  public static class Task {
    public void run() {
      Calls.TOLD.add("run");
      if (Calls.exitFails != null) {
        throw new IllegalStateException(Calls.exitFails);
      }
    }
  }
}
