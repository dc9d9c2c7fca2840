package io.batchmon.agent.alert;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A time in which nobody wants to be told: {@code 02:00-04:00}, {@code Sun 02:00-04:00}, {@code
 * Mon-Fri 22:00-06:00 Europe/Berlin}, {@code 2026-12-24T18:00/2026-12-26T06:00 UTC}. Hours are of
 * the wall clock in its zone, so that a window keeps its hours when the clocks change; one that
 * ends before it begins goes on past midnight. Immutable.
 */
final class TimeWindow {
  private final String text;
  private final ZoneId zone;
  private final Set<DayOfWeek> days;
  private final LocalTime from;
  private final LocalTime to;
  private final @Nullable LocalDateTime first;
  private final @Nullable LocalDateTime last;

  private TimeWindow(
      String text,
      ZoneId zone,
      Set<DayOfWeek> days,
      LocalTime from,
      LocalTime to,
      @Nullable LocalDateTime first,
      @Nullable LocalDateTime last) {
    this.text = text;
    this.zone = zone;
    this.days = days;
    this.from = from;
    this.to = to;
    this.first = first;
    this.last = last;
  }

  /**
   * Reads one.
   *
   * @param zone of a window that names none
   * @throws IllegalArgumentException with the reason in words, such as "Moonday is no day"
   */
  static TimeWindow parse(String text, ZoneId zone) {
    String[] words = text.trim().split("\\s+", -1);
    int last = words.length - 1;
    ZoneId own = zone;
    if (last > 0 && !isTimes(words[last])) {
      own = zoneOf(words[last]);
      last--;
    }
    if (last > 1 || !isTimes(words[last])) {
      throw new IllegalArgumentException("is no time such as Sun 02:00-04:00 Europe/Berlin");
    }
    int slash = words[last].indexOf('/');
    if (slash >= 0) {
      LocalDateTime from = dateTimeOf(words[last].substring(0, slash));
      LocalDateTime to = dateTimeOf(words[last].substring(slash + 1));
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("ends before it begins");
      }
      return new TimeWindow(
          text, own, EnumSet.allOf(DayOfWeek.class), LocalTime.MIN, LocalTime.MIN, from, to);
    }
    int dash = words[last].indexOf('-');
    LocalTime from = timeOf(words[last].substring(0, dash));
    LocalTime to = timeOf(words[last].substring(dash + 1));
    Set<DayOfWeek> days = last == 0 ? EnumSet.allOf(DayOfWeek.class) : daysOf(words[0]);
    return new TimeWindow(text, own, days, from, to, null, null);
  }

  private static boolean isTimes(String word) {
    return !word.isEmpty()
        && Character.isDigit(word.charAt(0))
        && (word.indexOf('-') > 0 || word.indexOf('/') > 0);
  }

  /**
   * A zone by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ZoneId zoneOf(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "names no time zone with '" + name + "', such as Europe/Berlin", unknown);
    }
  }

  /**
   * A date and time, or the start of a date.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static LocalDateTime dateTimeOf(String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay()
          : LocalDateTime.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new IllegalArgumentException(
          "has no date such as 2026-12-24 or 2026-12-24T18:00 in '" + text + "'", malformed);
    }
  }

  private static LocalTime timeOf(String text) {
    try {
      return text.equals("24:00") ? LocalTime.MIN : LocalTime.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new IllegalArgumentException("has no time such as 02:00 in '" + text + "'", malformed);
    }
  }

  private static Set<DayOfWeek> daysOf(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    int dash = text.indexOf('-');
    DayOfWeek from = dayOf(dash < 0 ? text : text.substring(0, dash));
    DayOfWeek to = dash < 0 ? from : dayOf(text.substring(dash + 1));
    for (DayOfWeek day = from; ; day = day.plus(1)) {
      days.add(day);
      if (day == to) {
        return days;
      }
    }
  }

  private static DayOfWeek dayOf(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    for (DayOfWeek day : DayOfWeek.values()) {
      if (upper.length() >= 2 && day.name().startsWith(upper)) {
        return day;
      }
    }
    throw new IllegalArgumentException("has no day such as Sun in '" + text + "'");
  }

  boolean contains(long epochMillis) {
    ZonedDateTime at = Instant.ofEpochMilli(epochMillis).atZone(zone);
    if (first != null && last != null) {
      LocalDateTime local = at.toLocalDateTime();
      return !local.isBefore(first) && local.isBefore(last);
    }
    LocalTime time = at.toLocalTime();
    if (from.isBefore(to)) {
      return days.contains(at.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
    }
    return time.isBefore(to)
        ? days.contains(at.getDayOfWeek().minus(1))
        : !time.isBefore(from) && days.contains(at.getDayOfWeek());
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
