package io.batchmon.agent.alert;

import java.time.ZoneId;

/**
 * How long something is not to be told: for ever, until a time, or until the next success.
 * Immutable.
 */
final class Mute {
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final long untilMillis;
  private final boolean untilSuccess;

  private Mute(long untilMillis, boolean untilSuccess) {
    this.untilMillis = untilMillis;
    this.untilSuccess = untilSuccess;
  }

  /**
   * Reads {@code true}, {@code success}, a date or a date with a time.
   *
   * @param zone of the date
   * @throws IllegalArgumentException with the reason in words
   */
  static Mute parse(String text, ZoneId zone) {
    if (text.equalsIgnoreCase("true")) {
      return new Mute(FOR_EVER, false);
    }
    if (text.equalsIgnoreCase("success")) {
      return new Mute(FOR_EVER, true);
    }
    long until = TimeWindow.dateTimeOf(text).atZone(zone).toInstant().toEpochMilli();
    return new Mute(until, false);
  }

  boolean isActive(long nowMillis) {
    return nowMillis < untilMillis;
  }

  /** Whether what closes an incident ends the muting of it too. */
  boolean isUntilSuccess() {
    return untilSuccess;
  }

  /** In words, such as {@code until 2026-12-24T00:00:00Z}. */
  @Override
  public String toString() {
    if (untilSuccess) {
      return "until the next success";
    }
    return untilMillis == FOR_EVER ? "by a rule" : "until " + Words.utc(untilMillis);
  }
}
