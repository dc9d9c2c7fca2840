package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeWindowTest {
  @ParameterizedTest
  @CsvSource({
    "02:00-04:00, 2026-01-05T02:00Z, true",
    "02:00-04:00, 2026-01-05T03:59:59Z, true",
    "02:00-04:00, 2026-01-05T04:00Z, false",
    "02:00-04:00, 2026-01-05T01:59:59Z, false",
    "Sun 02:00-04:00, 2026-01-04T03:00Z, true",
    "sunday 02:00-04:00, 2026-01-04T03:00Z, true",
    "Sun 02:00-04:00, 2026-01-05T03:00Z, false",
    "Mon-Fri 22:00-06:00, 2026-01-09T23:00Z, true",
    "Mon-Fri 22:00-06:00, 2026-01-10T05:00Z, true",
    "Mon-Fri 22:00-06:00, 2026-01-10T23:00Z, false",
    "Mon-Fri 22:00-06:00, 2026-01-05T05:00Z, false",
    "Fri-Mon 10:00-11:00, 2026-01-04T10:30Z, true",
    "Fri-Mon 10:00-11:00, 2026-01-06T10:30Z, false",
    "22:00-24:00, 2026-01-05T23:59Z, true",
    "22:00-24:00, 2026-01-06T00:00Z, false",
    "02:00-04:00 Europe/Berlin, 2026-01-05T01:30Z, true",
    "02:00-04:00 Europe/Berlin, 2026-07-05T01:30Z, true",
    "02:00-04:00 Europe/Berlin, 2026-07-05T02:30Z, false",
    "2026-12-24/2026-12-27, 2026-12-26T23:59Z, true",
    "2026-12-24/2026-12-27, 2026-12-27T00:00Z, false",
    "2026-12-24T18:00/2026-12-26T06:00 Asia/Seoul, 2026-12-24T09:00Z, true",
    "2026-12-24T18:00/2026-12-26T06:00 Asia/Seoul, 2026-12-24T08:59Z, false",
  })
  void containsWhatItSays(String window, String moment, boolean contained) {
    long millis = ZonedDateTime.parse(moment).toInstant().toEpochMilli();

    assertThat(TimeWindow.parse(window, ZoneId.of("UTC")).contains(millis)).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "Moonday 02:00-04:00, day",
    "02:00, no time",
    "25:00-26:00, time",
    "02:00-04:00 Europe/Atlantis, time zone",
    "2026-12-27/2026-12-24, before",
    "2026-13-01/2026-12-24, date",
    "'', no time",
    "Mon Tue 02:00-04:00, no time",
  })
  void saysWhatIsWrong(String window, String reason) {
    assertThatThrownBy(() -> TimeWindow.parse(window, ZoneId.of("UTC")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void windowKeepsItsHoursWhenTheClocksChange() {
    TimeWindow window = TimeWindow.parse("Sun 02:00-04:00 Europe/Berlin", ZoneId.of("UTC"));
    long springForward = ZonedDateTime.parse("2026-03-29T01:30Z").toInstant().toEpochMilli();
    long fallBack = ZonedDateTime.parse("2026-10-25T00:30Z").toInstant().toEpochMilli();

    assertThat(window.contains(springForward)).as("03:30 summer time").isTrue();
    assertThat(window.contains(fallBack)).as("02:30, the first of two").isTrue();
    assertThat(window.contains(fallBack + 3_600_000)).as("02:30, the second").isTrue();
  }
}
