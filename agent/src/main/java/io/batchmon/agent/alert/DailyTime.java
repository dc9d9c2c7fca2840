package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** An hour of each day in a time zone: {@code 08:00}, {@code 08:00 Europe/Berlin}. Immutable. */
final class DailyTime {
  private final LocalTime time;
  private final ZoneId zone;

  private DailyTime(LocalTime time, ZoneId zone) {
    this.time = time;
    this.zone = zone;
  }

  /** Null if it is not set, or is none; that is one warning. */
  static @Nullable DailyTime of(Settings settings, String setting) {
    String text = settings.text(setting);
    if (text == null) {
      return null;
    }
    try {
      int space = text.indexOf(' ');
      ZoneId zone =
          space < 0 ? ZoneId.systemDefault() : TimeWindow.zoneOf(text.substring(space + 1).trim());
      return new DailyTime(LocalTime.parse(space < 0 ? text : text.substring(0, space)), zone);
    } catch (DateTimeException | IllegalArgumentException malformed) {
      settings.malformed(setting, text, "is no time such as 08:00 Europe/Berlin", "none");
      return null;
    }
  }

  /** The first such time after a moment, in epoch milliseconds; one that a clock skips is later. */
  long nextMillis(long epochMillis) {
    ZonedDateTime after = Instant.ofEpochMilli(epochMillis).atZone(zone);
    ZonedDateTime today = after.toLocalDate().atTime(time).atZone(zone);
    ZonedDateTime next =
        today.isAfter(after) ? today : after.toLocalDate().plusDays(1).atTime(time).atZone(zone);
    return next.toInstant().toEpochMilli();
  }
}
