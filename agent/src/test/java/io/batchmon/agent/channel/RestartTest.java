package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.batchmon.agent.alert.Alerts;
import io.batchmon.agent.alert.Jobs;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.Fault;
import io.batchmon.standin.StandInSlack;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one JVM of a service leaves to the next: lives one after the other, over one directory. */
class RestartTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final JobName JOB = JobName.of("main", "EndOfDay");

  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private final Map<String, Settings.Value> values = new LinkedHashMap<>();
  private @TempDir Path directory;
  private StandInSlack slack;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
    use(slack);
  }

  @AfterEach
  void stop() throws IOException {
    slack.close();
  }

  private Alerts life() {
    Settings settings = new Settings(values, log);
    Alerts alerts =
        Alerts.of(
            settings,
            log,
            clock,
            Redactor.builtIn(),
            "ledger",
            "production",
            "h",
            Channels.of(settings, log),
            directory.toFile());
    alerts.recall();
    return alerts;
  }

  private void run(RunResult result) {
    Alerts alerts = life();
    new Jobs(clock, alerts).run(JobRun.of(RunKind.JOB, JOB), result);
    end(alerts);
  }

  private static void end(Alerts alerts) {
    alerts.beginFlush();
    alerts.awaitFlush(SOON.toNanos());
  }

  private static RunResult badFile() {
    return RunResult.failed(new IOException("no file of today"));
  }

  private List<String> told() {
    return slack.messages().stream().map(message -> message.path("text").asText()).toList();
  }

  @Test
  void mainThatFailsEachMinuteForAnHourIsFourMessages() {
    for (int minute = 0; minute < 60; minute++) {
      run(badFile());
      clock.advance(Duration.ofMinutes(1));
    }
    run(RunResult.succeeded());

    assertThat(told())
        .containsExactly(
            "[production] FAILED EndOfDay: IOException",
            "[production] FAILED REPEATEDLY EndOfDay: IOException (3 failures)",
            "[production] STILL FAILING EndOfDay: IOException (10 failures)",
            "[production] OK AGAIN EndOfDay after 60 failures");
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void nightlyMainIsToldEachNightAndEscalatesInTheThird() {
    for (int night = 0; night < 4; night++) {
      run(badFile());
      clock.advance(Duration.ofHours(24));
    }

    assertThat(told())
        .containsExactly(
            "[production] FAILED EndOfDay: IOException",
            "[production] STILL FAILING EndOfDay: IOException (2nd run in a row)",
            "[production] STILL FAILING EndOfDay: IOException (3rd run in a row)",
            "[production] STILL FAILING EndOfDay: IOException (4th run in a row)");
  }

  @Test
  void whatAJvmCouldNotDeliverTheNextOneDelivers() throws IOException {
    try (StandInSlack down = StandInSlack.start()) {
      down.failAlways(Fault.answer(500, "rollup_error"));
      use(down);
      Alerts first = life();
      new Jobs(clock, first).run(JobRun.of(RunKind.JOB, JOB), badFile());
      first.beginFlush();
      first.awaitFlush(Duration.ofSeconds(2).toNanos());
      // why: the lock of a JVM that has ended is gone; this one's, which plays it, is not
      for (File file : directory.toFile().listFiles((dir, name) -> name.startsWith("jvm-"))) {
        assertThat(file.delete()).isTrue();
      }
      use(slack);

      end(life());
    }

    assertThat(told()).containsExactly("[production] FAILED EndOfDay: IOException");
    JsonNode message = slack.messages().get(0);
    assertThat(StandInSlack.render(message))
        .contains("repeated after a restart")
        .contains("no file of today");
  }

  private void use(StandInSlack server) {
    values.put("batchmon.slack.webhook.url", new Settings.Value(server.url(), "test"));
  }

  @Test
  void jvmWithoutFailuresStartsNoThreadAndLeavesNothingBehind() throws IOException {
    run(RunResult.succeeded());

    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void journalThatIsOverIsNotReadAgain() throws IOException {
    run(badFile());
    run(RunResult.succeeded());
    clock.advance(Duration.ofHours(2));
    run(RunResult.succeeded());

    assertThat(told()).hasSize(2);
    assertThat(Files.size(directory.resolve("journal-v1.log"))).isLessThan(256);
  }

  @Test
  void jobThatFailsAndWorksByTurnsInJvmsOfItsOwnIsFoundOut() {
    for (int turn = 0; turn < 3; turn++) {
      run(badFile());
      clock.advance(Duration.ofMinutes(5));
      run(RunResult.succeeded());
      clock.advance(Duration.ofMinutes(5));
    }

    assertThat(told()).element(4).asString().startsWith("[production] FLAPPING EndOfDay");
    assertThat(told()).hasSize(5);
  }

  @Test
  void damagedJournalCostsItsEntriesAndNoAlert() throws IOException {
    run(badFile());
    Files.writeString(directory.resolve("journal-v1.log"), "x".repeat(1000));
    run(badFile());

    assertThat(told()).hasSize(2);
  }
}
