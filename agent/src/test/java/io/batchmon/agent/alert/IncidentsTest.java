package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, windows, silences, and jobs that fail for one cause. */
class IncidentsTest {
  private final TickingClock clock = new TickingClock();
  private final Map<String, Settings.Value> values = new LinkedHashMap<>();
  private final List<Reason> reasons = new ArrayList<>();
  private final AgentLog log = AgentLog.to(System.err);
  private @TempDir Path folder;
  private Incidents incidents;

  private final Incidents.Observer observer =
      new Incidents.Observer() {
        @Override
        public void decided(Reason reason) {
          reasons.add(reason);
        }

        @Override
        public void opened(JobName job) {}

        @Override
        public void closed(JobName job) {}

        @Override
        public void changed(Incident incident) {}

        @Override
        public void pending(AlertMessage message) {}

        @Override
        public void dropped(AlertMessage message) {}
      };

  private void set(String name, String value) {
    values.put(name, new Settings.Value(value, "a test"));
  }

  private AlertConfig config() {
    return AlertConfig.of(new Settings(values, log), text -> text, "billing", "production", "h");
  }

  private Incidents incidents() {
    if (incidents == null) {
      Silences silences = new Silences(folder.resolve("silences").toFile(), log);
      incidents = new Incidents(config(), 100, "jvm", new LinkedHashMap<>(), silences, observer);
    }
    return incidents;
  }

  private void fails(String job, Throwable failure) {
    JobRun run = JobRun.of(RunKind.JOB, JobName.of("quartz", "night", job));
    AlertEvent event = Jobs.event(clock, run, RunResult.failed(failure));
    incidents().failed(event, 1, clock.currentMillis(), clock.nanoTime());
  }

  private void succeeds(String job) {
    JobRun run = JobRun.of(RunKind.JOB, JobName.of("quartz", "night", job));
    AlertEvent event = Jobs.event(clock, run, RunResult.succeeded());
    incidents().succeeded(event, clock.currentMillis(), clock.nanoTime());
  }

  private List<String> told() {
    return told(false);
  }

  private List<String> told(boolean flush) {
    List<String> headlines = new ArrayList<>();
    while (true) {
      AlertMessage message = incidents().poll(clock.currentMillis(), clock.nanoTime(), flush);
      if (message == null) {
        return headlines;
      }
      headlines.add(message.headline().replace("[production] ", ""));
    }
  }

  private static Throwable databaseDown() {
    return new IllegalStateException(
        "load",
        new SQLException(
            "Connection to orders-db:5432 refused", "08001", new ConnectException("refused")));
  }

  private static Throwable bug(String text) {
    return new IllegalArgumentException(text);
  }

  @Test
  void jobsThatFailForOneCauseAreOneMessageAndOneRecovery() {
    for (int job = 1; job <= 7; job++) {
      fails("job" + job, databaseDown());
    }
    assertThat(told()).containsExactly("FAILED 7 jobs: IllegalStateException");

    fails("job3", databaseDown());
    assertThat(told()).isEmpty();
    for (int job = 1; job <= 6; job++) {
      succeeds("job" + job);
    }
    assertThat(told()).isEmpty();
    succeeds("job7");
    assertThat(told()).containsExactly("OK AGAIN 7 jobs after 8 failures");
  }

  @Test
  void firstOfThemIsToldWithinASecondAndTheOthersTogether() {
    fails("one", databaseDown());
    assertThat(told()).as("others may follow within a second").isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(told()).containsExactly("FAILED night.one: IllegalStateException");

    fails("two", databaseDown());
    clock.advance(Duration.ofMillis(500));
    fails("three", databaseDown());
    clock.advance(Duration.ofSeconds(3));
    assertThat(told()).containsExactly("FAILED 3 jobs: IllegalStateException");

    clock.advance(Duration.ofMinutes(1));
    fails("four", databaseDown());
    clock.advance(Duration.ofMinutes(1));
    assertThat(told()).containsExactly("STILL FAILING 4 jobs: IllegalStateException");
    assertThat(reasons).contains(Reason.COMMON_CAUSE, Reason.JOINED);
  }

  @Test
  void twoJobsWithOneCauseAreToldOneByOne() {
    fails("one", databaseDown());
    clock.advance(Duration.ofSeconds(1));
    told();
    fails("two", databaseDown());
    clock.advance(Duration.ofSeconds(1));
    assertThat(told()).as("a third one may follow").isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(told()).containsExactly("FAILED night.two: IllegalStateException");
  }

  @Test
  void jobsThatFailForBugsOfTheirOwnAreNoCommonCause() {
    fails("one", bug("a"));
    fails("two", bug("b"));
    fails("three", bug("c"));

    assertThat(told()).hasSize(3);
  }

  @Test
  void failureThatWaitsIsToldBeforeItsRecoveryAndAtTheEndOfTheJvm() {
    fails("one", databaseDown());
    succeeds("one");
    assertThat(told())
        .containsExactly(
            "FAILED night.one: IllegalStateException", "OK AGAIN night.one after 1 failure");
    fails("one", databaseDown());
    assertThat(told(true)).containsExactly("FAILED night.one: IllegalStateException");
  }

  @Test
  void otherFailureOfAJobWaitsForAMinute() {
    fails("one", bug("a"));
    assertThat(told()).hasSize(1);
    clock.advance(Duration.ofSeconds(10));
    fails("one", new IOException("b"));
    assertThat(told()).isEmpty();
    clock.advance(Duration.ofSeconds(50));
    assertThat(told()).containsExactly("FAILED night.one: IOException");
    succeeds("one");
    assertThat(told()).containsExactly("OK AGAIN night.one after 2 failures");
  }

  @Test
  void ruleChangesSeverityOwnerRunbookAndChannel() {
    set("batchmon.rule.nightly.match", "quartz:night/one, nothing");
    set("batchmon.rule.nightly.severity", "critical");
    set("batchmon.rule.nightly.owner", "<!subteam^S123>");
    set("batchmon.rule.nightly.runbook", "https://wiki.example.com/nightly");
    set("batchmon.rule.nightly.channel", "#billing");
    set("batchmon.rule.all.match", "*");
    set("batchmon.rule.all.severity", "warning");
    fails("one", bug("a"));
    AlertMessage one = incidents().poll(0, 0, true);
    fails("two", bug("a"));
    AlertMessage two = incidents().poll(0, 0, true);

    assertThat(one.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(one.owner()).isEqualTo("<!subteam^S123>");
    assertThat(one.runbook()).isEqualTo("https://wiki.example.com/nightly");
    assertThat(one.channel()).isEqualTo("#billing");
    assertThat(two.severity()).isEqualTo(Severity.WARNING);
    assertThat(two.owner()).isNull();
  }

  @Test
  void ruleMayAskForSeveralFailuresInARow() {
    set("batchmon.rule.flaky.match", "one");
    set("batchmon.rule.flaky.consecutive", "3");
    fails("one", bug("a"));
    fails("one", bug("a"));
    assertThat(told()).isEmpty();
    fails("one", bug("a"));
    assertThat(told()).containsExactly("FAILED night.one: IllegalArgumentException (3 failures)");
  }

  @Test
  void mutedIsCountedAndToldOnceADay() {
    set("batchmon.rule.muted.match", "one");
    set("batchmon.rule.muted.mute", "true");
    fails("one", bug("a"));
    clock.advance(Duration.ofHours(22));
    fails("one", bug("a"));
    assertThat(told()).isEmpty();
    clock.advance(Duration.ofHours(3));
    incidents().timePassed(clock.currentMillis());

    assertThat(told())
        .containsExactly("STILL FAILING night.one: IllegalArgumentException (2nd run in a row)");
  }

  @Test
  void mutedUntilTheNextSuccessIsToldAgainAfterIt() {
    set("batchmon.rule.muted.match", "one");
    set("batchmon.rule.muted.mute", "success");
    fails("one", bug("a"));
    succeeds("one");
    assertThat(told()).isEmpty();
    fails("one", bug("a"));
    assertThat(told()).hasSize(1);
  }

  @Test
  void maintenanceWindowHoldsBackAndItsEndIsToldAtTheNextFailure() {
    // the clock of the tests begins at two in the night, UTC
    set("batchmon.maintenance", "02:00-02:30 UTC");
    fails("one", bug("a"));
    assertThat(told()).isEmpty();
    assertThat(reasons).containsExactly(Reason.HELD);
    clock.advance(Duration.ofMinutes(30));
    fails("one", bug("a"));
    assertThat(told()).hasSize(1);
  }

  @Test
  void silenceOfAFileHoldsBackUntilItIsOver() throws IOException {
    fails("one", bug("a"));
    assertThat(told()).hasSize(1);
    Files.writeString(
        folder.resolve("silences"),
        "# moving the database\n\nquartz:night/* until 2026-01-01T04:00 moving\nnonsense\n");
    clock.advance(Duration.ofMinutes(2));
    fails("two", bug("a"));
    assertThat(told()).isEmpty();
    clock.advance(Duration.ofHours(30));
    fails("two", bug("a"));
    assertThat(told()).hasSize(1);
  }

  @Test
  void incidentsAndMessagesSurviveBeingSaved() {
    set("batchmon.rule.nightly.match", "one");
    set("batchmon.rule.nightly.owner", "the billing team\nwith a line end and a \\");
    fails("one", databaseDown());
    fails("one", databaseDown());
    AlertMessage message = incidents().poll(clock.currentMillis(), clock.nanoTime(), true);
    Incident incident = incidents().open().get(0);

    Incident loaded = Incident.load(incident.save());
    AlertMessage again = AlertMessage.load(config(), message.save());

    assertThat(loaded.save()).isEqualTo(incident.save());
    assertThat(loaded.identity()).isEqualTo(incident.identity());
    assertThat(again.save()).isEqualTo(message.save());
    assertThat(again.headline()).isEqualTo(message.headline());
    assertThat(again.facts()).hasSameSizeAs(message.facts());
    assertThat(again.failure().stack()).isEqualTo(message.failure().stack());
    assertThat(again.repeated().why()).endsWith("(repeated after a restart)");
    assertThat(Incident.load("")).isNull();
    assertThat(Incident.load("stage=NEWER\njob.name=a\nkind=FAILED\nfingerprint=1")).isNull();
    assertThat(AlertMessage.load(config(), "x")).isNull();
  }
}
