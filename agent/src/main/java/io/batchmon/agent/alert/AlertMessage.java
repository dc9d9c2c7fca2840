package io.batchmon.agent.alert;

import io.batchmon.job.JobName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be told, in words, for any channel: redacted, not yet escaped or cut for one of them.
 * Nothing in it but text and numbers, so that it can outlive its JVM. Immutable.
 */
public final class AlertMessage {
  private final AlertConfig config;
  private final Reason reason;
  private final Incident incident;
  private final String state;
  private final String job;
  private final Severity severity;
  private final String headline;
  private final String line;
  private final String why;
  private final String next;
  private final List<Fact> facts;
  private final List<String> lines;
  private final @Nullable Failure failure;
  private final @Nullable String consequence;
  private final String runId;
  private final String traceId;
  private final @Nullable String owner;
  private final @Nullable String runbook;
  private final @Nullable String channel;
  private final boolean repeated;
  private final @Nullable AlertEvent event;
  private final List<Incident> incidents;

  AlertMessage(AlertDraft draft) {
    config = draft.config;
    reason = draft.reason;
    incident = draft.incident;
    state = draft.state;
    job = draft.job;
    severity = draft.severity;
    headline = draft.headline;
    line = draft.line;
    why = draft.why;
    next = draft.next;
    facts = Collections.unmodifiableList(new ArrayList<>(draft.facts));
    lines = Collections.unmodifiableList(new ArrayList<>(draft.lines));
    failure = draft.failure;
    consequence = draft.consequence;
    runId = draft.runId;
    traceId = draft.traceId;
    owner = draft.owner;
    runbook = draft.runbook;
    channel = draft.channel;
    repeated = draft.repeated;
    event = draft.event;
    incidents = Collections.unmodifiableList(new ArrayList<>(draft.incidents));
  }

  /** The same, for a delivery that may be its second. */
  AlertMessage repeated() {
    AlertDraft draft = new AlertDraft(this);
    draft.repeated = true;
    return new AlertMessage(draft);
  }

  AlertConfig config() {
    return config;
  }

  /** What other jobs' text may be shown through: what it returns can be sent. */
  public String redacted(String text) {
    return config.redactor().apply(text);
  }

  public Reason reason() {
    return reason;
  }

  public boolean isRecovery() {
    return reason == Reason.RECOVERED;
  }

  /**
   * The incident as it is with this message told. Of a digest or a notice: one that is closed, and
   * of which nothing has been seen.
   */
  public Incident incident() {
    return incident;
  }

  /** All that it is about: one, or what a success has closed. */
  public List<Incident> incidents() {
    return incidents;
  }

  public Fingerprint fingerprint() {
    return incident.fingerprint();
  }

  public Severity severity() {
    return severity;
  }

  /** Who is to be named, as the operator wrote it, such as a Slack user group; or null. */
  public @Nullable String owner() {
    return owner;
  }

  /** A link to what to do, or null. */
  public @Nullable String runbook() {
    return runbook;
  }

  /** Where messages about this job go instead, as the operator wrote it; or null. */
  public @Nullable String channel() {
    return channel;
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
    return traceId.isEmpty() ? null : config.traceUrl(traceId);
  }

  /** Of the run it is about; empty where it is about none. */
  public String runId() {
    return runId;
  }

  /** Of the run it is about, 32 hex digits; empty where it is about none. */
  public String traceId() {
    return traceId;
  }

  /** The run it is about; null where it is about none, or that run's JVM is gone. */
  public @Nullable AlertEvent event() {
    return event;
  }

  /** Null for a recovery, a digest and a notice. */
  public @Nullable Failure failure() {
    return failure;
  }

  /** What is worth knowing, most important first. */
  public List<Fact> facts() {
    return facts;
  }

  /** What a digest or a common cause lists; empty for other messages. */
  public List<String> lines() {
    return lines;
  }

  public int failures() {
    return incident.count();
  }

  /** Such as {@code 3, the 3rd run in a row}. */
  public String occurrences() {
    return incident.runsInRow() > 1
        ? incident.count() + ", the " + Words.ordinal(incident.runsInRow()) + " run in a row"
        : String.valueOf(incident.count());
  }

  /** From the first failure to the end of the run that succeeded. */
  public long downMillis() {
    return event == null ? 0 : event.endMillis() - incident.firstMillis();
  }

  /** Epoch milliseconds. */
  public long firstMillis() {
    return incident.firstMillis();
  }

  /** Epoch milliseconds. */
  public long lastMillis() {
    return incident.lastMillis();
  }

  /** Group and name. */
  public String job() {
    return job;
  }

  /** {@code FAILED}, {@code STILL FAILING}, {@code OK AGAIN}, ... */
  public String state() {
    return state;
  }

  /** What the failure means beyond this run, or null. */
  public @Nullable String consequence() {
    return consequence;
  }

  /** State, job, what and how often: all that a push notification shows. */
  public String headline() {
    return headline;
  }

  /** Why this message. */
  public String why() {
    return repeated ? why + " (repeated after a restart)" : why;
  }

  /** When there will be another one; empty where nothing can follow. */
  public String next() {
    return next;
  }

  /** Whether an earlier JVM may have delivered it already. */
  public boolean isRepeated() {
    return repeated;
  }

  /** All of it in one line, for the log. */
  public String line() {
    return line;
  }

  /** Redacted, in one line. */
  static String nameOf(JobName job, AlertConfig config) {
    return Words.printable(config.redactor().apply(job.display())).replace('\n', ' ');
  }

  static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
