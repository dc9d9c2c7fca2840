package io.batchmon.agent.alert;

import io.batchmon.job.ItemCounts;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Numbers and times as a person reads them. */
final class Words {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  /** The two greatest units, such as {@code 2 h 14 min}. */
  static String duration(long millis) {
    if (millis < SECOND) {
      return Math.max(0, millis) + " ms";
    }
    if (millis < 10 * SECOND && millis % SECOND >= 100) {
      return millis / SECOND + "." + millis % SECOND / 100 + " s";
    }
    if (millis < MINUTE) {
      return millis / SECOND + " s";
    }
    if (millis < HOUR) {
      return two(millis / MINUTE, " min", millis % MINUTE / SECOND, " s");
    }
    return millis < DAY
        ? two(millis / HOUR, " h", millis % HOUR / MINUTE, " min")
        : two(millis / DAY, " d", millis % DAY / HOUR, " h");
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
  }

  /** Such as {@code read 1,000, written 980, skipped 20}. */
  static String items(ItemCounts items) {
    StringBuilder text = new StringBuilder("read ").append(grouped(items.read()));
    text.append(", written ").append(grouped(items.written()));
    if (items.filtered() > 0) {
      text.append(", filtered ").append(grouped(items.filtered()));
    }
    if (items.skipped() > 0) {
      text.append(", skipped ").append(grouped(items.skipped()));
    }
    if (items.rollbacks() > 0) {
      text.append("; rollbacks ").append(grouped(items.rollbacks()));
    }
    return text.toString();
  }

  private static String grouped(long number) {
    StringBuilder text = new StringBuilder(String.valueOf(number));
    for (int i = text.length() - 3; i > 0; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }

  static String failures(int count) {
    return count == 1 ? "1 failure" : count + " failures";
  }

  /** Such as {@code 3rd}. */
  static String ordinal(int number) {
    int tens = number % 100;
    int ones = number % 10;
    if (tens >= 11 && tens <= 13) {
      return number + "th";
    }
    return number + (ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th");
  }

  /** ISO 8601 in UTC, to the second. */
  static String utc(long epochMillis) {
    long second = Math.floorDiv(epochMillis, SECOND);
    // why: its toString needs no formatter, whose classes take longer to load than a message to
    // write
    String text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).toString();
    return text + (text.length() == 16 ? ":00Z" : "Z");
  }
}
