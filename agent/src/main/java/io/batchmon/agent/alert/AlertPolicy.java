package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;

/** When an open incident is told again. Immutable. */
final class AlertPolicy {
  /** This many failed runs in a row escalate where runs are too far apart for a window. */
  static final int RUNS_IN_A_ROW = 3;

  private final int aggregateCount;
  private final long aggregateMillis;
  private final int escalateCount;
  private final long escalateMillis;
  private final long remindMillis;

  AlertPolicy(
      int aggregateCount,
      long aggregateMillis,
      int escalateCount,
      long escalateMillis,
      long remindMillis) {
    this.aggregateCount = aggregateCount;
    this.aggregateMillis = aggregateMillis;
    this.escalateCount = escalateCount;
    this.escalateMillis = escalateMillis;
    this.remindMillis = remindMillis;
  }

  static AlertPolicy of(Settings settings) {
    Rate aggregate = Rate.of(settings, "batchmon.alert.aggregate", new Rate(3, 300_000), "3/5m");
    Rate escalate = Rate.of(settings, "batchmon.alert.escalate", new Rate(10, 3_600_000), "10/1h");
    return new AlertPolicy(
        aggregate.count,
        aggregate.millis,
        escalate.count,
        escalate.millis,
        settings.millis("batchmon.alert.remind", 86_400_000));
  }

  int aggregateCount() {
    return aggregateCount;
  }

  long aggregateMillis() {
    return aggregateMillis;
  }

  int escalateCount() {
    return escalateCount;
  }

  long escalateMillis() {
    return escalateMillis;
  }

  long remindMillis() {
    return remindMillis;
  }

  /**
   * The silence after which the next failure is told again. A little less than the setting says, or
   * a nightly job that fails a second earlier than the night before would be held back.
   */
  long silenceMillis() {
    return remindMillis - remindMillis / 24;
  }

  /** So many in such a time, written as {@code 3/5m}. */
  private static final class Rate {
    final int count;
    final long millis;

    Rate(int count, long millis) {
      this.count = count;
      this.millis = millis;
    }

    static Rate of(Settings settings, String name, Rate otherwise, String otherwiseText) {
      String text = settings.text(name);
      if (text == null) {
        return otherwise;
      }
      int slash = text.indexOf('/');
      long millis = slash < 0 ? -1 : Settings.millisOf(text.substring(slash + 1).trim());
      int count = slash < 0 ? -1 : countOf(text.substring(0, slash).trim());
      if (count >= 2 && millis > 0) {
        return new Rate(count, millis);
      }
      settings.malformed(
          name, text, "is not a number from 2 to 1000 per time, such as 3/5m", otherwiseText);
      return otherwise;
    }

    private static int countOf(String text) {
      try {
        int count = Integer.parseInt(text);
        return count <= 1000 ? count : -1;
      } catch (NumberFormatException failure) {
        return -1;
      }
    }
  }
}
