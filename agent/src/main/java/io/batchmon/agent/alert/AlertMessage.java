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
  private final List<String> logTail;
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
    logTail = Collections.unmodifiableList(new ArrayList<>(draft.logTail));
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
   * of which nothing has been seen. Its job's name is as the application wrote it: to compare by,
   * not to be shown; that is {@link #job}.
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

  /** The last lines that the run logged, oldest first, each short; empty where there are none. */
  public List<String> logTail() {
    return logTail;
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

  /** All of it as text, for {@link #load}. */
  String save() {
    SavedText text = new SavedText();
    text.put("reason", reason.name());
    text.put("state", state);
    text.put("job", job);
    text.put("severity", severity.name());
    text.put("headline", headline);
    text.put("line", line);
    text.put("why", why);
    text.put("next", next);
    for (Fact fact : facts) {
      text.put("fact", fact.millis() + " " + fact.label() + "\t" + fact.text());
    }
    for (String listed : lines) {
      text.put("listed", listed);
    }
    if (failure != null) {
      failure.save(text);
    }
    for (String logged : logTail) {
      text.put("logged", logged);
    }
    text.put("consequence", consequence);
    text.put("run.id", runId);
    text.put("trace.id", traceId);
    text.put("owner", owner);
    text.put("runbook", runbook);
    text.put("channel", channel);
    for (Incident one : incidents) {
      text.put("incident", one.save());
    }
    text.put("about", incident.save());
    return text.toString();
  }

  /** As it was saved; null if the text is not of one, or of one that only a newer version knows. */
  static @Nullable AlertMessage load(AlertConfig config, String saved) {
    SavedText text = new SavedText(saved);
    Incident about = Incident.load(text.text("about", ""));
    Reason reason = Reason.named(text.text("reason", ""));
    if (about == null || reason == null) {
      return null;
    }
    AlertDraft draft = new AlertDraft(config, reason, about);
    draft.state = text.text("state", "");
    draft.job = text.text("job", draft.job);
    draft.severity = Severity.named(text.text("severity", ""));
    draft.headline = text.text("headline", "");
    draft.line = text.text("line", "");
    draft.why = text.text("why", "");
    draft.next = text.text("next", "");
    for (String fact : text.texts("fact")) {
      int space = fact.indexOf(' ');
      int tab = fact.indexOf('\t');
      if (space > 0 && tab > space) {
        String label = fact.substring(space + 1, tab);
        boolean moment = !fact.startsWith("0 ");
        draft.facts.add(
            moment
                ? Fact.of(label, Long.parseLong(fact.substring(0, space)))
                : Fact.of(label, fact.substring(tab + 1)));
      }
    }
    draft.lines = text.texts("listed");
    draft.failure = Failure.load(text);
    draft.logTail = text.texts("logged");
    draft.consequence = text.text("consequence");
    draft.runId = text.text("run.id", "");
    draft.traceId = text.text("trace.id", "");
    draft.owner = text.text("owner");
    draft.runbook = text.text("runbook");
    draft.channel = text.text("channel");
    draft.incidents = new ArrayList<>();
    for (String one : text.texts("incident")) {
      Incident incident = Incident.load(one);
      if (incident != null) {
        draft.incidents.add(incident);
      }
    }
    return new AlertMessage(draft);
  }

  /** Redacted, in one line. */
  static String nameOf(JobName job, AlertConfig config) {
    return Words.printable(config.redactor().apply(job.display())).replace('\n', ' ');
  }

  static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
