package io.batchmon.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.Runs;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.OpenRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which kinds of runs are alerted of, counted and remembered. */
class KindsTest {
  private static final JobName ORDERS = JobName.of("http", "POST /orders");
  private static final JobName CALL = JobName.of("http", "GET");
  private static final RunResult FAILED = RunResult.failed("HTTP 500", "500");

  private final TickingClock clock = new TickingClock();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Map<String, Settings.Value> values = new LinkedHashMap<>();
  private Alerts alerts;
  private Runs runs;

  private void alerts(String... settings) {
    values.put("batchmon.state.dir", new Settings.Value("none", "test"));
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], new Settings.Value(settings[i + 1], "test"));
    }
    AgentLog log = AgentLog.to(System.err);
    alerts =
        Alerts.of(
            new Settings(values, log),
            log,
            clock,
            Redactor.builtIn(),
            "billing",
            "production",
            "h",
            () -> List.of(new Recording()),
            null);
    runs =
        new Runs(
            clock,
            List.of(alerts),
            (observer, failure) -> {
              throw new AssertionError(observer, failure);
            });
  }

  private final class Recording implements AlertChannel {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public Delivery deliver(AlertMessage message) {
      told.add(message.headline());
      return Delivery.delivered();
    }
  }

  private OpenRun begin(RunKind kind, JobName name) {
    return runs.begin(JobRun.of(kind, name), null, null);
  }

  private void end(OpenRun run, RunResult result) {
    clock.advance(Duration.ofSeconds(1));
    run.end(result);
  }

  private List<String> told() {
    alerts.beginFlush();
    alerts.awaitFlush(Duration.ofSeconds(20).toNanos());
    return told;
  }

  @ParameterizedTest
  @EnumSource(value = RunKind.class, names = "JOB", mode = EnumSource.Mode.EXCLUDE)
  void failureOfAnythingButAJobIsNoNews(RunKind kind) {
    alerts("batchmon.rule.all.match", "*", "batchmon.rule.all.notify", "start, finish");
    OpenRun job = begin(RunKind.JOB, Jobs.NIGHTLY);
    OpenRun part = begin(kind, ORDERS);
    end(part, FAILED);
    job.end(RunResult.succeeded());

    assertThat(told())
        .containsExactly(
            "[production] STARTED billing.nightly-invoice",
            "[production] FINISHED billing.nightly-invoice");
    assertThat(alerts.histories()).containsOnlyKeys(Jobs.NIGHTLY);
    assertThat(alerts.histories().get(Jobs.NIGHTLY).failures()).isZero();
  }

  @Test
  void callThatFailedDoesNotHideTheFailureOfTheJobAroundIt() {
    alerts("batchmon.rule.calls.match", "http:*");
    OpenRun job = begin(RunKind.JOB, Jobs.NIGHTLY);
    IllegalStateException cause = new IllegalStateException("no answer");
    end(begin(RunKind.CALL, CALL), RunResult.failed(cause));
    end(job, RunResult.failed(cause));

    assertThat(told())
        .containsExactly("[production] FAILED billing.nightly-invoice: IllegalStateException");
    assertThat(alerts.count(Reason.TOLD_OF_PART)).isZero();
  }

  @Test
  void requestsOfAnExplicitRuleAreToldWithTheirRecoveryAndNotCounted() {
    alerts(
        "batchmon.rule.orders.match",
        "http:POST /orders*",
        "batchmon.rule.orders.severity",
        "critical");
    end(begin(RunKind.REQUEST, ORDERS), FAILED);
    end(begin(RunKind.REQUEST, JobName.of("http", "GET /orders")), FAILED);
    told();
    end(begin(RunKind.REQUEST, ORDERS), RunResult.aborted("the JVM was ended", "SIGTERM"));
    end(begin(RunKind.REQUEST, ORDERS), RunResult.succeeded());

    assertThat(told())
        .containsExactly(
            "[production] FAILED POST /orders: HTTP 500",
            "[production] OK AGAIN POST /orders after 1 failure");
    assertThat(alerts.histories()).isEmpty();
  }

  @Test
  void requestIsNamedByTheRouteThatIsKnownAtItsEnd() {
    alerts("batchmon.rule.orders.match", "http:POST /orders/*");
    JobName post = JobName.of("http", "POST");
    end(begin(RunKind.REQUEST, post), FAILED.withAttribute("http.route", "/orders/{id}"));
    end(begin(RunKind.REQUEST, post), FAILED.withAttribute("http.route", "/users/{id}"));
    end(begin(RunKind.REQUEST, post), FAILED);
    told();
    RunResult works = RunResult.succeeded();
    end(begin(RunKind.REQUEST, post), works.withAttribute("http.route", "/users/{id}"));
    end(begin(RunKind.REQUEST, post), works.withAttribute("http.route", "/orders/{id}"));

    assertThat(told())
        .containsExactly(
            "[production] FAILED POST /orders/{id}: HTTP 500",
            "[production] OK AGAIN POST /orders/{id} after 1 failure");
  }

  @Test
  void requestThatFailsForTheJobThatItStartedIsOneMessage() {
    alerts("batchmon.rule.orders.match", "http:*");
    IllegalStateException cause = new IllegalStateException("disk full");
    OpenRun request = begin(RunKind.REQUEST, ORDERS);
    end(begin(RunKind.JOB, Jobs.NIGHTLY), RunResult.failed(cause));
    end(request, RunResult.failed(cause));

    assertThat(told())
        .containsExactly("[production] FAILED billing.nightly-invoice: IllegalStateException");
    assertThat(alerts.count(Reason.TOLD_OF_PART)).isEqualTo(1);
  }

  @Test
  void exceptionThatOnlySaysThatAJobHasFailedIsNoNews() throws ReflectiveOperationException {
    alerts();
    RuntimeException says =
        new ByteBuddy()
            .subclass(RuntimeException.class)
            .name("org.springframework.cloud.task.listener.TaskException")
            .make()
            .load(getClass().getClassLoader())
            .getLoaded()
            .getConstructor(String.class)
            .newInstance("Job nightly failed during execution");
    OpenRun main = begin(RunKind.JOB, JobName.of("main", "Billing"));
    OpenRun task = begin(RunKind.JOB, JobName.of("spring_cloud_task", "billing"));
    end(begin(RunKind.JOB, Jobs.NIGHTLY), RunResult.failed(new IllegalStateException("full")));
    end(task, RunResult.failed(says));
    end(main, RunResult.failed(says));

    assertThat(told())
        .containsExactly("[production] FAILED billing.nightly-invoice: IllegalStateException");
    assertThat(alerts.count(Reason.TOLD_OF_PART)).isEqualTo(2);
  }

  @Test
  void missedRunIsToldWhereARuleAsksForItAndOverWhenTheJobWorks() {
    alerts("batchmon.rule.nightly.match", "nightly-*", "batchmon.rule.nightly.notify", "missed");
    alerts.missed(JobName.of("quartz", "reports", "weekly"), TickingClock.START, "misfired");
    alerts.missed(Jobs.NIGHTLY, TickingClock.START, "misfired: no free thread");
    told();
    clock.advance(Duration.ofSeconds(1));
    end(begin(RunKind.JOB, Jobs.NIGHTLY), RunResult.succeeded());

    assertThat(told())
        .containsExactly(
            "[production] MISSED billing.nightly-invoice: misfired: no free thread",
            "[production] OK AGAIN billing.nightly-invoice after 1 failure");
    assertThat(alerts.missed()).isEqualTo(2);
    assertThat(alerts.histories().get(Jobs.NIGHTLY).missed()).isEqualTo(1);
    assertThat(alerts.count(Reason.FIRST_FAILURE)).isEqualTo(1);
  }

  @Test
  void eachDecisionIsNotedOnceWithWhatCameOfIt() {
    alerts("batchmon.rule.quiet.match", "load", "batchmon.rule.quiet.mute", "true");
    List<AlertNote> notes = new CopyOnWriteArrayList<>();
    alerts.listen(notes::add);
    JobName load = JobName.of("main", "load");
    end(begin(RunKind.JOB, Jobs.NIGHTLY), FAILED);
    end(begin(RunKind.JOB, load), FAILED);
    told();
    end(begin(RunKind.JOB, Jobs.NIGHTLY), FAILED);
    end(begin(RunKind.JOB, Jobs.NIGHTLY), RunResult.succeeded());
    end(begin(RunKind.JOB, Jobs.NIGHTLY), RunResult.succeeded());
    told();

    assertThat(notes)
        .extracting(note -> note.reason() + " " + note.job().name() + " " + note.channels())
        .containsExactlyInAnyOrder(
            "FIRST_FAILURE nightly-invoice [test]",
            "HELD load []",
            "REPEATED nightly-invoice []",
            "RECOVERED nightly-invoice [test]");
    assertThat(notes.get(0).incidentId()).matches("[0-9a-f]{16}");
    assertThat(notes).filteredOn(AlertNote::isError).hasSize(1);
  }

  @Test
  void decisionsAgainstAMessageAreNotedOnlySoOften() {
    Settings none = new Settings(Map.of(), AgentLog.to(System.err));
    AlertConfig config = AlertConfig.of(none, text -> text, "billing", "production", "h");
    List<AlertNote> notes = new CopyOnWriteArrayList<>();
    AlertNotes noting = new AlertNotes(config, clock, notes::add);
    Incident incident =
        Incident.closed("e", "s", Jobs.NIGHTLY, AlertKind.FAILED, Fingerprint.ofReason("t", "r"));
    for (int repeat = 0; repeat < 100; repeat++) {
      noting.untold(Reason.REPEATED, incident, null);
    }
    assertThat(notes).hasSize(AlertNotes.MOST_UNTOLD);
    clock.advance(Duration.ofMinutes(1));
    noting.untold(Reason.REPEATED, incident, null);

    assertThat(notes).last().extracting(AlertNote::passedOver).isEqualTo(40L);
  }
}
