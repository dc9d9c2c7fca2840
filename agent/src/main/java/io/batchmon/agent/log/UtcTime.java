package io.batchmon.agent.log;

/** Moments as {@code 2026-01-01T02:00:13.120Z}, without the JDK's formatters and their locales. */
final class UtcTime {
  private static final long DAY = 86_400_000L;

  private UtcTime() {}

  static void append(StringBuilder text, long epochMillis) {
    long day = Math.floorDiv(epochMillis, DAY);
    int ofDay = (int) Math.floorMod(epochMillis, DAY);
    // the civil calendar, with years that begin in March
    long shifted = day + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int ofEra = (int) (shifted - era * 146_097);
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int marchMonth = (5 * ofYear + 2) / 153;
    int dayOfMonth = ofYear - (153 * marchMonth + 2) / 5 + 1;
    int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    digits(text, (int) year, 1000).append('-');
    digits(text, month, 10).append('-');
    digits(text, dayOfMonth, 10).append('T');
    digits(text, ofDay / 3_600_000, 10).append(':');
    digits(text, ofDay / 60_000 % 60, 10).append(':');
    digits(text, ofDay / 1000 % 60, 10).append('.');
    digits(text, ofDay % 1000, 100).append('Z');
  }

  private static StringBuilder digits(StringBuilder text, int number, int highest) {
    for (int unit = highest; unit > 0; unit /= 10) {
      text.append((char) ('0' + number / unit % 10));
    }
    return text;
  }
}
