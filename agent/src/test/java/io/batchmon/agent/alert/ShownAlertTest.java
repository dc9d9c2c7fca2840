package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.redact.SeededSecrets;
import io.batchmon.agent.redact.SeededSecrets.Seeded;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever a channel can ask a message for has been redacted, and decides nothing. */
class ShownAlertTest {
  private final TickingClock clock = new TickingClock();

  private AlertConfig config(UnaryOperator<String> redactor) {
    Settings settings = new Settings(Map.of(), AgentLog.to(System.err));
    return AlertConfig.of(settings, redactor, "billing-batch", "production", "batch-7");
  }

  private static JobRun run(String text) {
    return JobRun.builder(RunKind.JOB, JobName.of("quartz", "of " + text, "job " + text))
        .instanceId("instance " + text)
        .trigger("trigger " + text)
        .schedule("schedule " + text)
        .attribute("batch.job.parameter.customer", text)
        .build();
  }

  private AlertMessage failed(AlertConfig config, String text, RunResult result) {
    AlertEvent event = Jobs.event(clock, run(text), result);
    Incidents incidents = Messages.incidents(config, 10, Jobs.NOBODY);
    incidents.failed(event, 1, clock.currentMillis(), clock.nanoTime());
    return told(incidents);
  }

  private AlertMessage told(Incidents incidents) {
    AlertMessage message = incidents.poll(clock.currentMillis(), clock.nanoTime(), true);
    assertThat(message).isNotNull();
    return message;
  }

  private static String shown(AlertMessage message) {
    StringBuilder text = new StringBuilder();
    for (Fact fact : message.facts()) {
      text.append(fact.label()).append(' ').append(fact.text()).append('\n');
    }
    Failure failure = message.failure();
    if (failure != null) {
      text.append(failure.type()).append(failure.summary()).append(failure.rootCause());
      text.append(failure.frame()).append(failure.stack());
    }
    return text.append(message.lines()).append(message.why()).append(message.next()).toString();
  }

  private static String everything(AlertMessage message) {
    AlertEvent event = message.event();
    return String.join(
        "\n",
        shown(message),
        message.line(),
        message.headline(),
        message.job(),
        String.valueOf(message.consequence()),
        event.run().name() + " " + event.job() + " " + event.runId() + " " + event.partOf(),
        event.run().instanceId() + event.run().trigger() + event.run().schedule(),
        String.valueOf(event.run().attributeValue(0)),
        event.result().reason() + event.result().errorType() + event.result().diedWith(),
        event.result().status() + event.result().exitCode(),
        event.failure() == null ? "" : event.failure().stackTrace());
  }

  @Test
  void nothingThatAChannelCanReadIsASecret() {
    for (Seeded seeded : new SeededSecrets(17).many(300)) {
      String text = seeded.text();
      List<RunResult> results =
          List.of(
              RunResult.failed(new IllegalStateException(text, new Error("because " + text)))
                  .withReason(text)
                  .withStatus(text)
                  .scheduleDied("others " + text),
              RunResult.failed(text, "type " + text).withStatus(text),
              RunResult.rejected(text, text).withExitCode(text).withAttribute("a", text));
      for (RunResult result : results) {
        String shown = everything(failed(config(Redactor.builtIn()), text, result));
        assertThat(seeded.leaksInto(shown)).as("%s in %s", seeded, shown).isFalse();
        assertThat(shown).contains("***", "job ", "schedule ", "trigger ");
      }
    }
  }

  @Test
  void recoveryIsRedactedToo() {
    String text = "of bob@example.org";
    AlertConfig config = config(Redactor.builtIn());
    Incidents incidents = Messages.incidents(config, 10, Jobs.NOBODY);
    RunResult failed = RunResult.failed(new IllegalStateException(text));
    AlertEvent failure = Jobs.event(clock, run(text), failed);
    incidents.failed(failure, 1, clock.currentMillis(), clock.nanoTime());
    told(incidents);
    AlertEvent success = Jobs.event(clock, run(text), RunResult.succeeded());
    incidents.succeeded(success, clock.currentMillis(), clock.nanoTime());
    AlertMessage recovered = told(incidents);

    assertThat(everything(recovered)).contains("OK AGAIN", "***").doesNotContain("bob");
  }

  @Test
  void whatIsDecidedByDoesNotDependOnWhatIsHidden() {
    String text = "token=abc1234567 of bob@example.org";
    RunResult withoutException = RunResult.failed(text, "BAD");
    for (RunResult result :
        List.of(RunResult.failed(new IllegalStateException(text)), withoutException)) {
      AlertMessage hidden = failed(config(Redactor.builtIn()), text, result);
      AlertMessage open = failed(config(UnaryOperator.identity()), text, result);

      assertThat(hidden.fingerprint()).hasToString(open.fingerprint().toString());
      assertThat(hidden.incident().identity()).isEqualTo(open.incident().identity());
      assertThat(hidden.line()).isNotEqualTo(open.line());
    }
  }
}
