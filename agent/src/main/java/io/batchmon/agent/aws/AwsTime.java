package io.batchmon.agent.aws;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as AWS writes them, without formatters, whose classes take long to load. */
final class AwsTime {
  private AwsTime() {}

  /** Such as {@code 20260101T020000Z}. */
  static String basic(long epochMillis) {
    LocalDateTime at =
        LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1000), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(16);
    two(two(text.append(at.getYear()), at.getMonthValue()), at.getDayOfMonth()).append('T');
    return two(two(two(text, at.getHour()), at.getMinute()), at.getSecond()).append('Z').toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append(number < 10 ? "0" : "").append(number);
  }

  /** Of a time such as {@code 2026-01-01T02:00:00Z}; 0, which is long ago, if it cannot be read. */
  static long millisOf(String iso) {
    try {
      if (iso.length() == 20 && iso.endsWith("Z")) {
        return 1000
            * LocalDateTime.of(
                    number(iso, 0, 4),
                    number(iso, 5, 7),
                    number(iso, 8, 10),
                    number(iso, 11, 13),
                    number(iso, 14, 16),
                    number(iso, 17, 19))
                .toEpochSecond(ZoneOffset.UTC);
      }
      return Instant.parse(iso).toEpochMilli();
    } catch (DateTimeException | NumberFormatException unreadable) {
      return 0;
    }
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text.substring(from, to));
  }
}
