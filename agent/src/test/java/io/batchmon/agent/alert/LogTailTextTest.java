package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The last lines of a run as an alert shows them. */
class LogTailTextTest {
  private final TickingClock clock = new TickingClock();

  private LoggedLine line(long afterMillis, int severity, String message) {
    return LoggedLine.of(
        "logback", clock.currentMillis() + afterMillis, severity, "com.acme.Loader", message, null);
  }

  private AlertEvent failed(LoggedLine... lines) {
    JobRun run = JobRun.of(RunKind.JOB, Jobs.NIGHTLY);
    return Jobs.event(clock, run, RunResult.failed(Thrown.badFile()), lines);
  }

  @Test
  void lineSaysWhenInTheRunHowBadWhoAndWhat() {
    AlertEvent event = failed(line(7, 9, "one\ntwo"), line(61_250, 17, "three"));

    assertThat(LogTailText.of(event.shown(UnaryOperator.identity())))
        .containsExactly("+0.007s INFO  Loader: one two", "+61.250s ERROR Loader: three");
  }

  @Test
  void secretsAreHiddenBeforeALineIsCut() {
    String secret = "x".repeat(120) + " password=hunter2" + "z".repeat(50);
    AlertEvent event = failed(line(0, 9, secret));

    assertThat(LogTailText.of(event.shown(Redactor.builtIn())))
        .singleElement()
        .asString()
        .hasSizeLessThanOrEqualTo(160)
        .contains("***")
        .doesNotContain("hunter");
  }

  @Test
  void ofTooMuchTheNewestIsShown() {
    LoggedLine[] lines = new LoggedLine[20];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line(i, 9, i + " " + "x".repeat(400));
    }

    assertThat(LogTailText.of(failed(lines).shown(UnaryOperator.identity())))
        .hasSize(9)
        .allMatch(text -> text.length() == 160)
        .last()
        .asString()
        .startsWith("+0.019s INFO  Loader: 19 x");
  }

  @Test
  void successHasNone() {
    JobRun run = JobRun.of(RunKind.JOB, Jobs.NIGHTLY);
    AlertEvent event = Jobs.event(clock, run, RunResult.succeeded(), line(0, 9, "one"));

    assertThat(event.loggedLines()).isEmpty();
  }

  @Test
  void messageThatIsKeptForTheNextJvmHasThemStill() {
    AlertConfig config =
        AlertConfig.of(
            new Settings(Map.of(), AgentLog.to(System.err)),
            UnaryOperator.identity(),
            "billing",
            "production",
            "batch-7");
    AlertMessage message =
        Messages.of(clock)
            .failed(
                JobRun.of(RunKind.JOB, Jobs.NIGHTLY),
                RunResult.failed(Thrown.badFile()),
                line(7, 9, "one"));

    AlertMessage loaded = AlertMessage.load(config, message.save());

    assertThat(loaded.logTail())
        .containsExactly("+0.007s INFO  Loader: one")
        .isEqualTo(message.logTail());
  }
}
