package io.batchmon.agent.alert;

import io.batchmon.job.ItemCounts;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Numbers, times and other people's text as a person reads them. */
public final class Words {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  /** The two greatest units, such as {@code 2 h 14 min}. */
  public static String duration(long millis) {
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
  public static String items(ItemCounts items) {
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

  public static String failures(int count) {
    return count == 1 ? "1 failure" : count + " failures";
  }

  /** Such as {@code 3rd}. */
  public static String ordinal(int number) {
    int tens = number % 100;
    int ones = number % 10;
    if (tens >= 11 && tens <= 13) {
      return number + "th";
    }
    return number + (ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th");
  }

  /** ISO 8601 in UTC, to the second. */
  public static String utc(long epochMillis) {
    long second = Math.floorDiv(epochMillis, SECOND);
    // why: its toString needs no formatter, whose classes take longer to load than a message to
    // write
    String text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).toString();
    return text + (text.length() == 16 ? ":00Z" : "Z");
  }

  /**
   * Without what a JSON writer, a chat or a terminal could choke on: halves of surrogate pairs,
   * control characters, marks that change the direction of writing. Line ends become {@code \n}.
   */
  public static String printable(String text) {
    int good = 0;
    while (good < text.length() && isPlain(text.charAt(good))) {
      good++;
    }
    if (good == text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length()).append(text, 0, good);
    for (int i = good; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        appendPair(clean, c, text.charAt(++i));
      } else if (Character.isSurrogate(c) || c >= 0xfffe) {
        clean.append('\ufffd');
      } else if (c == '\r') {
        clean.append(i + 1 < text.length() && text.charAt(i + 1) == '\n' ? "" : "\n");
      } else if (c == '\u2028' || c == '\u2029' || c == '\u0085') {
        clean.append('\n');
      } else if ((c < ' ' && c != '\n') || (c >= 0x7f && c < 0xa0)) {
        clean.append(' ');
      } else if (!isDirectionMark(c)) {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  private static void appendPair(StringBuilder clean, char high, char low) {
    int codePoint = Character.toCodePoint(high, low);
    if ((codePoint & 0xfffe) == 0xfffe) {
      clean.append('\ufffd');
    } else {
      clean.append(high).append(low);
    }
  }

  private static boolean isPlain(char c) {
    return (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0x2000) || (c >= 0x2070 && c < 0xd800);
  }

  private static boolean isDirectionMark(char c) {
    return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
  }

  /** At most so many characters, the last one an ellipsis if something was cut. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + '…';
  }
}
