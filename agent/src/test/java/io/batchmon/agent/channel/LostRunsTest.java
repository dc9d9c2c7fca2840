package io.batchmon.agent.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.alert.Alerts;
import io.batchmon.agent.alert.TickingClock;
import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.JvmLife;
import io.batchmon.agent.run.JvmLife.MainIsJob;
import io.batchmon.agent.run.Runs;
import io.batchmon.agent.state.OpenWork;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import io.batchmon.standin.StandInSlack;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
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

/** What one JVM leaves to the next about its jobs, over one directory. */
class LostRunsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final JobName SETTLE = JobName.of("quartz", "night", "settle");
  private static final JobName LOAD = JobName.of("quartz", "night", "load");

  private final TickingClock clock = new TickingClock();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AgentLog log = AgentLog.to(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  private final Map<String, Settings.Value> values = new LinkedHashMap<>();
  private @TempDir File directory;
  private @TempDir Path other;
  private StandInSlack slack;

  @BeforeEach
  void start() throws IOException {
    slack = StandInSlack.start();
    values.put("batchmon.slack.webhook.url", new Settings.Value(slack.url(), "test"));
  }

  @AfterEach
  void stop() throws IOException {
    slack.close();
  }

  /** A JVM of the service. */
  private final class Life {
    final Alerts alerts;
    final Runs runs;

    Life() {
      Settings settings = new Settings(values, log);
      alerts =
          Alerts.of(
              settings,
              log,
              clock,
              Redactor.builtIn(),
              "ledger",
              "production",
              "batch-7",
              Channels.of(settings, log),
              directory);
      runs =
          new Runs(
              clock,
              List.of(alerts),
              (observer, failure) -> {
                throw new AssertionError(observer, failure);
              });
      JobRun main = JobRun.of(RunKind.JOB, JobName.of("main", "Ledger"));
      alerts.keepRecords(
          new JvmLife(runs, main, MainIsJob.FALSE, List.of(alerts), 2_000_000_000L, clock));
      alerts.recall();
    }

    OpenRun begin(JobName job) {
      return runs.begin(JobRun.of(RunKind.JOB, job), null, null);
    }

    void run(JobName job, Duration time, RunResult result) {
      OpenRun run = begin(job);
      clock.advance(time);
      run.end(result);
    }

    void end() {
      alerts.beginFlush();
      alerts.awaitFlush(SOON.toNanos());
    }
  }

  private List<String> told() {
    return slack.messages().stream().map(message -> message.path("text").asText()).toList();
  }

  private String shown(int message) {
    return StandInSlack.render(slack.messages().get(message));
  }

  /** As a JVM leaves it that is killed; the lock of this one, which plays it, is not taken back. */
  private void left(JobName... jobs) {
    StringBuilder text = new StringBuilder("seen=" + (TickingClock.START + 780_000) + "\nhost=h\n");
    for (JobName job : jobs) {
      text.append("run=job.system=").append(job.system());
      text.append("\\njob.group=").append(job.group());
      text.append("\\njob.name=").append(job.name());
      text.append("\\nrun.id=00f067aa0ba902b7\\nattempt=1\\nids=1 2 3\\nthread=worker-1");
      text.append("\\nstart=").append(TickingClock.START).append("\\nscheduled=0\\n\n");
    }
    File elsewhere = other.resolve(String.valueOf(System.nanoTime())).toFile();
    assertThat(new OpenWork(elsewhere, "dead").keep(text.toString())).isTrue();
    try {
      Files.copy(elsewhere.toPath().resolve("open-dead"), directory.toPath().resolve("open-dead"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void cronJobKnowsWhatIsUsualAndWhenItWorkedLast() {
    for (int night = 0; night < 5; night++) {
      Life life = new Life();
      life.run(SETTLE, Duration.ofSeconds(40 + night), RunResult.succeeded());
      life.end();
      clock.advance(Duration.ofHours(24));
    }
    Life last = new Life();
    last.run(SETTLE, Duration.ofSeconds(3), RunResult.failed(new IOException("no file")));
    last.end();

    assertThat(told()).containsExactly("[production] FAILED night.settle: IOException");
    assertThat(shown(0))
        .contains("Duration: 3 s, usual 42 s (p50 of 5)")
        .contains("Last success: 2026-01-05T02:03:30Z");
    assertThat(directory.list()).contains("history-v1.log");
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void runOfAJvmThatIsGoneIsToldOnceByTheNextOneAndOverWhenTheJobWorks() {
    left(SETTLE);
    clock.advance(Duration.ofHours(1));
    Life next = new Life();
    next.run(SETTLE, Duration.ofSeconds(1), RunResult.succeeded());
    next.end();
    new Life().end();

    assertThat(told())
        .containsExactly(
            "[production] LOST night.settle: its JVM vanished, last seen 2026-01-01T02:13:00Z on h",
            "[production] OK AGAIN night.settle after 1 failure");
    assertThat(shown(0))
        .contains("Started: 2026-01-01T02:00:00Z")
        .contains("Duration: at least 13 min")
        .contains("run 00f067aa0ba902b7")
        .contains("Its JVM ended without a word: killed, out of memory, or the machine is gone");
    assertThat(directory.list()).noneMatch(name -> name.startsWith("open-"));
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void allRunsOfAJvmThatIsGoneAreOneMessage() {
    left(SETTLE, LOAD);
    clock.advance(Duration.ofHours(1));
    Life next = new Life();
    next.run(LOAD, Duration.ofSeconds(1), RunResult.succeeded());
    next.run(SETTLE, Duration.ofSeconds(1), RunResult.succeeded());
    next.end();

    assertThat(told()).hasSize(2).last().isEqualTo("[production] OK AGAIN 2 jobs after 2 failures");
    assertThat(told().get(0)).startsWith("[production] LOST 2 jobs: its JVM vanished");
    assertThat(shown(0)).contains("night.settle, night.load").contains("Their JVM ended");
  }

  @Test
  void jobsThatWereLostTogetherAreToldTogetherByLaterJvmsToo() {
    left(SETTLE, LOAD);
    clock.advance(Duration.ofHours(1));
    new Life().end();
    for (JobName job : List.of(LOAD, SETTLE, LOAD)) {
      clock.advance(Duration.ofMinutes(1));
      Life life = new Life();
      life.run(job, Duration.ofSeconds(1), RunResult.succeeded());
      life.end();
    }

    assertThat(told()).hasSize(2);
    assertThat(told()).last().asString().startsWith("[production] OK AGAIN 2 jobs after ");
    assertThat(stderr.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void jobIsOnRecordWhileItIsOpenForLong() {
    Life life = new Life();
    OpenRun run = life.begin(SETTLE);
    clock.advance(Duration.ofSeconds(9));
    assertThat(life.alerts.keepRecords()).isEqualTo(1_000_000_000L);
    assertThat(open()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    life.alerts.keepRecords();
    assertThat(open()).hasSize(1);
    assertThat(open().get(0)).content().contains("job.name=settle").contains("host=batch-7");
    assertThat(open().get(0).length()).isLessThan(500);

    run.end(RunResult.succeeded());
    life.alerts.keepRecords();
    assertThat(open()).isEmpty();
    life.end();
    new Life().end();
    assertThat(told()).isEmpty();
  }

  @Test
  void historyOfAJvmThatLivesIsWrittenOnceAMinute() {
    File history = new File(directory, "history-v1.log");
    Life life = new Life();
    life.run(SETTLE, Duration.ofSeconds(1), RunResult.succeeded());
    assertThat(life.alerts.keepRecords()).as("left until then").isGreaterThan(50_000_000_000L);
    assertThat(history).doesNotExist();
    clock.advance(Duration.ofSeconds(61));
    life.alerts.keepRecords();
    long once = history.length();
    assertThat(once).isPositive();
    life.run(SETTLE, Duration.ofSeconds(1), RunResult.succeeded());
    life.alerts.keepRecords();
    assertThat(history.length()).isEqualTo(once);
    life.end();
    assertThat(history.length()).isGreaterThan(once);
  }

  @Test
  void gracefulEndLeavesNothingOpenEvenIfARunIs() {
    Life life = new Life();
    life.begin(SETTLE);
    clock.advance(Duration.ofSeconds(10));
    life.alerts.keepRecords();
    assertThat(open()).hasSize(1);
    life.end();

    assertThat(open()).isEmpty();
  }

  @Test
  void jvmThatLivesIsNotTakenForOneThatIsGone() {
    Life one = new Life();
    one.begin(SETTLE);
    clock.advance(Duration.ofSeconds(10));
    one.alerts.keepRecords();
    Life sibling = new Life();
    sibling.run(LOAD, Duration.ofSeconds(1), RunResult.succeeded());
    sibling.end();

    assertThat(open()).hasSize(1);
    assertThat(told()).isEmpty();
    one.end();
  }

  private List<File> open() {
    return List.of(directory.listFiles((in, name) -> name.startsWith("open-")));
  }
}
