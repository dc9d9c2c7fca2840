package io.batchmon.agent.alert;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.LoggedLine;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import io.batchmon.job.RunKind;
import io.batchmon.job.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages as the engine makes them of runs, for tests of what is sent. */
public final class Messages {
  private final TickingClock clock;
  private final AlertConfig config;
  private final Incidents incidents;

  private Messages(TickingClock clock, AlertConfig config) {
    this.clock = clock;
    this.config = config;
    this.incidents = incidents(config, 1000, Jobs.NOBODY);
  }

  static Incidents incidents(AlertConfig config, int most, Incidents.Observer observer) {
    Silences none = new Silences(null, AgentLog.to(System.err));
    return new Incidents(config, most, "jvm", new HashMap<>(), none, observer);
  }

  private @Nullable AlertMessage poll() {
    return incidents.poll(clock.currentMillis(), clock.nanoTime(), true);
  }

  /** Of the service {@code billing-batch} in production on {@code batch-7}. */
  public static Messages of(TickingClock clock) {
    return of(clock, Map.of(), "billing-batch", "production", "batch-7");
  }

  public static Messages of(
      TickingClock clock,
      Map<String, String> values,
      String service,
      String environment,
      String host) {
    Map<String, Settings.Value> settings =
        values.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, e -> new Settings.Value(e.getValue(), "test")));
    return new Messages(
        clock,
        AlertConfig.of(
            new Settings(settings, AgentLog.to(System.err)),
            UnaryOperator.identity(),
            service,
            environment,
            host));
  }

  /** A run fails, and nobody asks yet what is to be told. */
  public void offer(JobRun run, RunResult result) {
    AlertEvent event = Jobs.event(clock, run, result);
    incidents.failed(event, 1, clock.currentMillis(), clock.nanoTime());
  }

  /** A run succeeds, likewise. */
  public void offerSuccess(JobRun run) {
    AlertEvent event = Jobs.event(clock, run, RunResult.succeeded());
    incidents.succeeded(event, clock.currentMillis(), clock.nanoTime());
  }

  /** What is due, or null. */
  public @Nullable AlertMessage due() {
    incidents.timePassed(clock.currentMillis());
    return incidents.poll(clock.currentMillis(), clock.nanoTime(), false);
  }

  /** The daily digest, as if a run of each job were remembered. */
  public AlertMessage digest() {
    return AlertDraft.digest(
        config,
        "billing-batch, 2026-01-02",
        List.of(
            "412 runs of 14 jobs, 3 failed",
            "Open: billing.nightly-invoice, 3 failures since 2026-01-01T02:00:12Z",
            "Not told: reports.monthly, 2 failures since 2026-01-01T04:00:00Z",
            "Slow: imports.customers took 41 min, usual 12 min"),
        "Daily digest");
  }

  /** What is told about this run, or null. */
  public @Nullable AlertMessage failed(JobRun run, RunResult result, LoggedLine... lines) {
    AlertEvent event = Jobs.event(clock, run, result, lines);
    incidents.failed(event, 1, clock.currentMillis(), clock.nanoTime());
    return poll();
  }

  /** What an engine is asked to keep open. */
  public List<Incident> told() {
    return incidents.told();
  }

  public @Nullable AlertMessage failed(JobName job) {
    return failed(JobRun.of(RunKind.JOB, job), RunResult.failed(Thrown.badFile()));
  }

  /** The first failure of a job of this name. */
  public AlertMessage first(String job) {
    return told(failed(JobName.of("main", job)));
  }

  /** The message of the stage, of a job whose first failure was told. */
  public AlertMessage next(Reason reason, String job) {
    for (int failures = 0; failures < 100; failures++) {
      clock.advance(Duration.ofSeconds(20));
      AlertMessage message = failed(JobName.of("main", job));
      if (message != null && message.reason() == reason) {
        return message;
      }
    }
    throw new AssertionError("never " + reason);
  }

  public AlertMessage recovered(String job) {
    return told(recovered(JobRun.of(RunKind.JOB, JobName.of("main", job))));
  }

  public @Nullable AlertMessage recovered(JobRun run) {
    clock.advance(Duration.ofMinutes(1));
    AlertEvent event = Jobs.event(clock, run, RunResult.succeeded());
    incidents.succeeded(event, clock.currentMillis(), clock.nanoTime());
    return poll();
  }

  /** Whether or not anything was told about this job before. */
  AlertMessage recovered(JobRun run, AlertEvent failed, int failures) {
    List<Incident> closed = new ArrayList<>();
    closed.add(
        Incident.closed("e", "s", run.name(), AlertKind.FAILED, Fingerprint.ofReason("t", "r"))
            .failed(failed.occurrence("jvm", failures), config.policy()));
    clock.advance(Duration.ofMinutes(1));
    AlertEvent success = Jobs.event(clock, run, RunResult.succeeded());
    JobRule rule = config.rules().ruleFor(run.name());
    return AlertDraft.recovered(config, closed, rule, success, success.endMillis());
  }

  private static AlertMessage told(@Nullable AlertMessage message) {
    if (message == null) {
      throw new AssertionError("nothing was told");
    }
    return message;
  }
}
