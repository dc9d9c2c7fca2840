package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestsTest {
  private final TickingClock clock = new TickingClock();
  private final Map<JobName, JobHistory> histories = new LinkedHashMap<>();

  private AlertConfig config(String environment, Map<String, String> settings) {
    Map<String, Settings.Value> values = new LinkedHashMap<>();
    settings.forEach((name, value) -> values.put(name, new Settings.Value(value, "a test")));
    return AlertConfig.of(
        new Settings(values, AgentLog.to(System.err)), text -> text, "billing", environment, "h");
  }

  private static AlertMessage message(AlertConfig config, Reason reason, AlertKind kind) {
    Incident incident =
        Incident.closed("e", "s", Jobs.NIGHTLY, kind, Fingerprint.ofReason("t", "r"))
            .failed(new Occurrence(1, "j", 0, 0, 10, 0), config.policy())
            .opened(10)
            .told(Incident.Stage.OPEN, 10);
    return AlertDraft.failing(
        config, Decision.told(reason, incident), JobRule.none(settings()), null, null, null);
  }

  private static Settings settings() {
    return new Settings(Map.of(), AgentLog.to(System.err));
  }

  @Test
  void stagingGathersForFiveMinutes() {
    AlertConfig staging = config("staging", Map.of());
    Digests digests = new Digests(staging, histories, clock.currentMillis());
    AlertMessage one = message(staging, Reason.FIRST_FAILURE, AlertKind.FAILED);
    AlertMessage two = message(staging, Reason.FIRST_FAILURE, AlertKind.REJECTED);
    long now = clock.currentMillis();

    assertThat(digests.takes(one, now)).isTrue();
    assertThat(digests.takes(two, now + 60_000)).isTrue();
    assertThat(digests.poll(now + 299_999, false, List.of())).isNull();
    assertThat(digests.dueMillis()).isEqualTo(now + 300_000);
    AlertMessage digest = digests.poll(now + 300_000, false, List.of());

    assertThat(digest.headline()).isEqualTo("[staging] DIGEST 2 alerts");
    assertThat(digest.lines()).containsExactly(one.line(), two.line());
    assertThat(digests.told()).containsExactly(one, two);
    assertThat(digests.poll(now + 900_000, true, List.of())).isNull();
  }

  @Test
  void singleAlertIsSentAsItIsAndWhatIsNotBadEnoughIsNot() {
    AlertConfig staging = config("qa", Map.of("batchmon.alert.policy", "staging"));
    Digests digests = new Digests(staging, histories, 0);
    AlertMessage one = message(staging, Reason.FIRST_FAILURE, AlertKind.FAILED);
    AlertConfig quiet =
        config("staging", Map.of("batchmon.rule.a.match", "*", "batchmon.rule.a.severity", "info"));

    assertThat(digests.takes(one, 0)).isTrue();
    assertThat(digests.poll(0, true, List.of())).isSameAs(one);
    AlertMessage info =
        AlertDraft.failing(
            quiet,
            Decision.told(Reason.FIRST_FAILURE, one.incident()),
            quiet.rules().ruleFor(Jobs.NIGHTLY),
            null,
            null,
            null);
    assertThat(digests.takes(info, 0)).isTrue();
    assertThat(digests.isKept(info)).isFalse();
    assertThat(digests.poll(0, true, List.of())).isNull();
  }

  @Test
  void productionGathersNothing() {
    AlertConfig production = config("production", Map.of());
    Digests digests = new Digests(production, histories, 0);

    assertThat(digests.takes(message(production, Reason.FIRST_FAILURE, AlertKind.FAILED), 0))
        .isFalse();
    assertThat(digests.dueMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void dailyDigestCountsAndNamesWhatIsOpenAndSlow() {
    AlertConfig config = config("production", Map.of("batchmon.alert.digest", "08:00 UTC"));
    // the clock of the tests begins at two in the night
    Digests digests = new Digests(config, histories, clock.currentMillis());
    JobHistory history = new JobHistory();
    for (int run = 0; run < 4; run++) {
      history.succeeded(clock.currentMillis(), 60_000);
    }
    history.succeeded(clock.currentMillis(), 600_000);
    history.failed();
    history.missedOne();
    history.missedOne();
    histories.put(Jobs.NIGHTLY, history);
    AlertMessage open = message(config, Reason.FIRST_FAILURE, AlertKind.FAILED);

    assertThat(digests.poll(clock.currentMillis(), true, List.of())).isNull();
    clock.advance(Duration.ofHours(6));
    AlertMessage digest = digests.poll(clock.currentMillis(), false, List.of(open.incident()));

    assertThat(digest.headline()).isEqualTo("[production] DIGEST billing, 2026-01-01");
    assertThat(digest.lines())
        .containsExactly(
            "6 runs of 1 job, 1 failed, 2 missed",
            "Open: billing.nightly-invoice, 1 failure since 1970-01-01T00:00:00Z",
            "Missed: billing.nightly-invoice, 2 runs",
            "Slow: billing.nightly-invoice took 10 min, usual 1 min");
    assertThat(digests.dueMillis() - clock.currentMillis()).isEqualTo(86_400_000);
    assertThat(history.runs()).as("counted anew").isZero();
    assertThat(history.missed()).as("counted anew").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "08:00 Europe/Berlin, 2026-01-05T06:59Z, 2026-01-05T07:00Z",
    "08:00 Europe/Berlin, 2026-01-05T07:00Z, 2026-01-06T07:00Z",
    "08:00 Europe/Berlin, 2026-03-28T10:00Z, 2026-03-29T06:00Z",
    "02:30 Europe/Berlin, 2026-03-28T10:00Z, 2026-03-29T01:30Z",
    "02:30 Europe/Berlin, 2026-10-24T10:00Z, 2026-10-25T00:30Z",
    "00:00 UTC, 2026-12-31T23:59Z, 2027-01-01T00:00Z",
  })
  void dailyTimeIsOfTheWallClockOfItsZone(String time, String after, String next) {
    AlertConfig config = config("production", Map.of("batchmon.alert.digest", time));

    assertThat(config.nextDigestMillis(ZonedDateTime.parse(after).toInstant().toEpochMilli()))
        .isEqualTo(ZonedDateTime.parse(next).toInstant().toEpochMilli());
  }

  @Test
  void usualDurationIsTheMedianOfEnoughRuns() {
    JobHistory history = new JobHistory();
    assertThat(history.usualMillis()).isEqualTo(-1);
    for (int run = 1; run <= 100; run++) {
      history.succeeded(run, run);
    }
    assertThat(history.known()).isEqualTo(30);
    assertThat(history.usualMillis()).isEqualTo(86);
    assertThat(history.lastSuccessMillis()).isEqualTo(100);
  }
}
