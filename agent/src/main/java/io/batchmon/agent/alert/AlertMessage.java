package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told, in words, for any channel: redacted, not yet escaped or cut for one of them.
 * Immutable.
 */
public final class AlertMessage {
  private final AlertConfig config;
  private final Reason reason;
  private final Incident incident;
  private final int failures;
  private final long firstMillis;
  private final long lastMillis;
  private final @Nullable AlertEvent event;
  private final @Nullable Failure failure;
  private final List<Incident> incidents;

  private AlertMessage(
      AlertConfig config,
      Reason reason,
      Incident incident,
      int failures,
      long firstMillis,
      long lastMillis,
      @Nullable AlertEvent event,
      @Nullable Failure failure,
      List<Incident> incidents) {
    this.config = config;
    this.reason = reason;
    this.incident = incident;
    this.failures = failures;
    this.firstMillis = firstMillis;
    this.lastMillis = lastMillis;
    this.event = event;
    this.failure = failure;
    this.incidents = incidents;
  }

  /**
   * About one incident.
   *
   * @param event the failure that made it due, or null if only time has passed
   */
  static AlertMessage of(AlertConfig config, Decision decision, @Nullable AlertEvent event) {
    Incident incident = decision.incident();
    return new AlertMessage(
        config,
        decision.reason(),
        incident,
        incident.count(),
        incident.firstMillis(),
        incident.lastMillis(),
        event,
        event == null ? incident.failure() : Failure.of(event, config.redactor()),
        Collections.singletonList(incident));
  }

  /**
   * That a job is well again.
   *
   * @param closed what the success closed; not empty
   */
  static AlertMessage recovered(AlertConfig config, List<Incident> closed, AlertEvent success) {
    int failures = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Incident incident : closed) {
      failures += incident.count();
      first = Math.min(first, incident.firstMillis());
      last = Math.max(last, incident.lastMillis());
    }
    return new AlertMessage(
        config, Reason.RECOVERED, closed.get(0), failures, first, last, success, null, closed);
  }

  AlertConfig config() {
    return config;
  }

  /** The incident as it is with this message told. */
  public Incident incident() {
    return incident;
  }

  /** All that it is about: one, or what a success has closed. */
  public List<Incident> incidents() {
    return incidents;
  }

  public Severity severity() {
    return incident.kind() == AlertKind.SCHEDULE_DIED
            || incident.stage() == Incident.Stage.ESCALATED
        ? Severity.CRITICAL
        : Severity.ERROR;
  }

  /** Who is to be named, as the operator wrote it, such as a Slack user group; or null. */
  public @Nullable String owner() {
    return null;
  }

  /** A link to what to do, or null. */
  public @Nullable String runbook() {
    return null;
  }

  /** Where messages about this job go instead, as the operator wrote it; or null. */
  public @Nullable String channel() {
    return null;
  }

  /** What failures of several jobs for one cause have in common, as a hash; or null. */
  public @Nullable String cause() {
    return null;
  }

  public String environment() {
    return config.environment();
  }

  public String service() {
    return config.service();
  }

  public String host() {
    return config.host();
  }

  /** Of the application, or null. */
  public @Nullable String serviceVersion() {
    return config.serviceVersion();
  }

  /** To the trace of the run it is about, or null. */
  public @Nullable String traceUrl() {
    return event == null ? null : config.traceUrl(event.traceId());
  }

  /** What the application wrote, as it may be shown. */
  public String redacted(String text) {
    return config.redactor().apply(text);
  }

  public Reason reason() {
    return reason;
  }

  public boolean isRecovery() {
    return reason == Reason.RECOVERED;
  }

  public Fingerprint fingerprint() {
    return incident.fingerprint();
  }

  /** The run it is about, or null for a reminder that no run made due. */
  public @Nullable AlertEvent event() {
    return event;
  }

  /** Null for a recovery. */
  public @Nullable Failure failure() {
    return failure;
  }

  public int failures() {
    return failures;
  }

  /** Epoch milliseconds. */
  public long firstMillis() {
    return firstMillis;
  }

  /** Epoch milliseconds. */
  public long lastMillis() {
    return lastMillis;
  }

  /** Group and name. */
  public String job() {
    JobName name = incident.job();
    return config.redactor().apply(name.display());
  }

  /** {@code FAILED}, {@code STILL FAILING}, {@code OK AGAIN}, ... */
  public String state() {
    if (isRecovery()) {
      return "OK AGAIN";
    }
    return reason == Reason.FIRST_FAILURE || incident.kind() != AlertKind.FAILED
        ? incident.kind().name().replace('_', ' ')
        : reason == Reason.AGGREGATED ? "FAILED REPEATEDLY" : "STILL FAILING";
  }

  /** What the failure means beyond this run, or null. */
  public @Nullable String consequence() {
    String others = event == null ? null : event.result().diedWith();
    if (others == null) {
      return null;
    }
    return "The exception ended the schedule: this job will not run again before a restart."
        + (others.isEmpty() ? "" : " With it ended: " + config.redactor().apply(others) + ".");
  }

  /** State, job, what and how often: all that a push notification shows. */
  public String headline() {
    return isRecovery()
        ? start() + " after " + Words.failures(failures)
        : start() + (failure == null ? "" : ": " + failure.type()) + occurrencesInBrackets();
  }

  private String start() {
    return "[" + config.environment() + "] " + state() + ' ' + job();
  }

  private String occurrencesInBrackets() {
    if (incident.runsInRow() > 1) {
      return " (" + Words.ordinal(incident.runsInRow()) + " run in a row)";
    }
    return failures > 1 ? " (" + Words.failures(failures) + ")" : "";
  }

  /** Such as {@code 3, the 3rd run in a row}. */
  public String occurrences() {
    return incident.runsInRow() > 1
        ? failures + ", the " + Words.ordinal(incident.runsInRow()) + " run in a row"
        : String.valueOf(failures);
  }

  /** From the first failure to the end of the run that succeeded. */
  public long downMillis() {
    return event == null ? 0 : event.endMillis() - firstMillis;
  }

  /** Why this message. */
  public String why() {
    AlertPolicy policy = config.policy();
    switch (reason) {
      case FIRST_FAILURE:
        return "First failure of its kind";
      case AGGREGATED:
        return Words.failures(policy.aggregateCount())
            + " within "
            + Words.duration(policy.aggregateMillis());
      case ESCALATED:
        return incident.runsInRow() >= AlertPolicy.RUNS_IN_A_ROW
            ? Words.ordinal(incident.runsInRow()) + " failed run in a row"
            : Words.failures(policy.escalateCount())
                + " within "
                + Words.duration(policy.escalateMillis());
      case REMINDER:
        return "Reminder of an open incident";
      case RECOVERED:
        return "A run that started after the last failure succeeded";
      default:
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** When there will be another one. */
  public String next() {
    AlertPolicy policy = config.policy();
    String remind = Words.duration(policy.remindMillis());
    String escalate = policy.escalateCount() + " in " + Words.duration(policy.escalateMillis());
    switch (incident.stage()) {
      case OPEN:
        return "Next message: on recovery, at "
            + policy.aggregateCount()
            + " failures in "
            + Words.duration(policy.aggregateMillis())
            + ", at "
            + escalate
            + ", or after "
            + remind;
      case AGGREGATED:
        return "Next message: on recovery, at " + escalate + " failures, or after " + remind;
      case ESCALATED:
        return "Next message: on recovery, or after " + remind + "; repeats are counted";
      default:
        return "Next message: at the next failure";
    }
  }

  /** All of it in one line, for the log. */
  public String line() {
    if (isRecovery()) {
      return headline() + ", down " + Words.duration(downMillis());
    }
    StringBuilder text = new StringBuilder(start()).append(occurrencesInBrackets());
    if (failure != null) {
      text.append(": ").append(failure.summary());
      if (failure.rootCause() != null) {
        text.append("; root cause ").append(failure.rootCause());
      }
      if (failure.frame() != null) {
        text.append(' ').append(failure.frame());
      }
    }
    String consequence = consequence();
    if (consequence != null) {
      text.append("; ").append(consequence);
    }
    if (event != null) {
      text.append("; run ").append(event.runId());
    }
    return text.toString();
  }
}
