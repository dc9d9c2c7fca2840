package io.batchmon.agent.alert;

import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message while it is written: what is said of an incident, a run, a time. */
final class AlertDraft {
  private static final int LONGEST_PART = 200;
  private static final long SHOWN_LATENESS_MILLIS = 60_000;

  final AlertConfig config;
  final Reason reason;
  final Incident incident;
  String state = "";
  String job;
  Severity severity = Severity.INFO;
  String headline = "";
  String line = "";
  String why = "";
  String next = "";
  List<Fact> facts = new ArrayList<>();
  List<String> lines = new ArrayList<>();
  @Nullable Failure failure;
  List<String> logTail = Collections.emptyList();
  @Nullable String consequence;
  String runId = "";
  String traceId = "";
  @Nullable String owner;
  @Nullable String runbook;
  @Nullable String channel;
  boolean repeated;
  @Nullable AlertEvent event;
  List<Incident> incidents;

  AlertDraft(AlertConfig config, Reason reason, Incident incident) {
    this.config = config;
    this.reason = reason;
    this.incident = incident;
    this.job = AlertMessage.nameOf(incident.job(), config);
    this.incidents = Collections.singletonList(incident);
  }

  AlertDraft(AlertMessage that) {
    this(that.config(), that.reason(), that.incident());
    state = that.state();
    job = that.job();
    severity = that.severity();
    headline = that.headline();
    line = that.line();
    why = that.why();
    next = that.next();
    facts = that.facts();
    lines = that.lines();
    failure = that.failure();
    logTail = that.logTail();
    consequence = that.consequence();
    runId = that.runId();
    traceId = that.traceId();
    owner = that.owner();
    runbook = that.runbook();
    channel = that.channel();
    repeated = that.isRepeated();
    event = that.event();
    incidents = that.incidents();
  }

  /**
   * About one incident.
   *
   * @param event the failure that made it due, or null if only time has passed
   * @param held why it was held back until now, or null
   */
  static AlertMessage failing(
      AlertConfig config,
      Decision decision,
      JobRule rule,
      @Nullable AlertEvent event,
      @Nullable JobHistory history,
      @Nullable String held) {
    Incident incident = decision.incident();
    AlertDraft draft = new AlertDraft(config, decision.reason(), incident);
    draft.ruled(rule);
    draft.event = event == null ? null : event.shown(config.redactor());
    draft.failure = event == null ? incident.failure() : Failure.of(event, config.redactor());
    draft.logTail = draft.event == null ? draft.logTail : LogTailText.of(draft.event);
    draft.state = draft.stateOfFailure();
    draft.severity = severityOf(incident, rule);
    String what = draft.failure == null ? "" : ": " + draft.failure.type();
    draft.headline = draft.start() + what + draft.occurrencesInBrackets();
    draft.facts(history);
    draft.consequence = draft.consequenceOf();
    draft.why = draft.whyOf() + (held == null ? "" : "; held back: " + held);
    draft.next = draft.nextOf();
    draft.line = draft.lineOf();
    return new AlertMessage(draft);
  }

  /**
   * That a job is well again.
   *
   * @param closed what the success closed; not empty
   */
  static AlertMessage recovered(
      AlertConfig config,
      List<Incident> closed,
      JobRule rule,
      @Nullable AlertEvent success,
      long endMillis) {
    Incident all = closed.get(0);
    for (int i = 1; i < closed.size(); i++) {
      all = all.with(closed.get(i));
    }
    AlertDraft draft = new AlertDraft(config, Reason.RECOVERED, all);
    draft.ruled(rule);
    draft.event = success == null ? null : success.shown(config.redactor());
    draft.incidents = closed;
    draft.state = "OK AGAIN";
    draft.headline = draft.start() + " after " + Words.failures(all.count());
    draft.facts.add(Fact.of("Down", Words.duration(endMillis - all.firstMillis())));
    draft.facts.add(Fact.of("First failure", all.firstMillis()));
    if (all.count() > 1) {
      draft.facts.add(Fact.of("Last failure", all.lastMillis()));
    }
    if (success != null) {
      draft.ofRun(success);
      draft.facts.add(Fact.of("Last run", Words.duration(success.durationMillis())));
    }
    draft.why =
        all.isFlapping()
            ? "Runs that started after the last failure succeeded"
            : "A run that started after the last failure succeeded";
    draft.next = "Next message: at the next failure";
    draft.line = draft.headline + ", down " + Words.duration(endMillis - all.firstMillis());
    return new AlertMessage(draft);
  }

  /** That several jobs fail for one cause. */
  static AlertMessage common(
      AlertConfig config, Decision decision, CauseGroup cause, @Nullable Failure failure) {
    AlertDraft draft = new AlertDraft(config, decision.reason(), decision.incident());
    List<JobName> jobs = cause.jobs();
    draft.job = jobs.size() + " jobs";
    draft.failure = failure;
    draft.state = draft.stateOfFailure();
    draft.severity = severityOf(decision.incident(), null);
    draft.headline = draft.start() + (failure == null ? "" : ": " + failure.type());
    draft.facts.add(Fact.of("Jobs", names(jobs, config)));
    draft.facts.add(Fact.of("Failures", String.valueOf(decision.incident().count())));
    draft.facts.add(Fact.of("First seen", decision.incident().firstMillis()));
    draft.lines = cause.lines();
    draft.why =
        draft.reason != Reason.COMMON_CAUSE
            ? draft.whyOf()
            : decision.incident().kind() == AlertKind.LOST
                ? "Their JVM ended without a word: killed, out of memory, or the machine is gone"
                : "Several jobs fail for one cause";
    draft.next = draft.nextOf();
    draft.line = draft.lineOf() + "; " + names(jobs, config);
    return new AlertMessage(draft);
  }

  /** That all jobs of a common cause are well again. */
  static AlertMessage recovered(AlertConfig config, Incident closed, CauseGroup cause, long now) {
    AlertDraft draft = new AlertDraft(config, Reason.RECOVERED, closed);
    draft.job = cause.mostJobs() + " jobs";
    draft.state = "OK AGAIN";
    draft.headline = draft.start() + " after " + Words.failures(closed.count());
    draft.facts.add(Fact.of("Down", Words.duration(now - closed.firstMillis())));
    draft.facts.add(Fact.of("First failure", closed.firstMillis()));
    draft.why = "Each job has succeeded since its last failure";
    draft.next = "Next message: at the next failure";
    draft.line = draft.headline + ", down " + Words.duration(now - closed.firstMillis());
    return new AlertMessage(draft);
  }

  /**
   * What happened in a time.
   *
   * @param title such as {@code 5 alerts in 5 min}
   */
  static AlertMessage digest(AlertConfig config, String title, List<String> lines, String why) {
    Incident none =
        Incident.closed(
            config.environment(),
            config.service(),
            JobName.of("batchmon", "digest"),
            AlertKind.DIGEST,
            Fingerprint.ofReason("digest", null));
    AlertDraft draft = new AlertDraft(config, Reason.DIGEST, none);
    draft.state = "DIGEST";
    draft.job = title;
    draft.headline = draft.start();
    draft.lines = lines;
    draft.why = why;
    draft.line = draft.headline + ": " + String.join("; ", lines);
    return new AlertMessage(draft);
  }

  /** That a job whose rule asks for it starts, or has ended. */
  static AlertMessage notice(AlertConfig config, JobRule rule, AlertEvent event) {
    boolean ended = event.hasEnded();
    Incident none =
        Incident.closed(
            config.environment(),
            config.service(),
            event.job(),
            AlertKind.NOTICE,
            Fingerprint.ofReason("notice", null));
    AlertDraft draft = new AlertDraft(config, Reason.NOTICE, none);
    draft.ruled(rule);
    draft.event = event.shown(config.redactor());
    draft.state =
        !ended ? "STARTED" : event.isFailure() ? "FINISHED, " + event.kind().name() : "FINISHED";
    draft.ofRun(event);
    draft.facts.add(Fact.of("Started", event.startMillis()));
    if (ended) {
      draft.facts.add(Fact.of("Duration", Words.duration(event.durationMillis())));
      draft.runFacts(event);
    }
    draft.headline = draft.start();
    draft.why = "The rule " + rule.name() + " asks for a notice";
    draft.line = draft.headline;
    return new AlertMessage(draft);
  }

  static Severity severityOf(Incident incident, @Nullable JobRule rule) {
    Severity ruled = rule == null ? null : rule.severity();
    Severity severity = ruled == null ? incident.kind().severity() : ruled;
    return incident.stage() == Incident.Stage.ESCALATED ? severity.raised() : severity;
  }

  private static String names(List<JobName> jobs, AlertConfig config) {
    StringBuilder names = new StringBuilder();
    int shown = Math.min(jobs.size(), 10);
    for (int i = 0; i < shown; i++) {
      names.append(i == 0 ? "" : ", ").append(AlertMessage.nameOf(jobs.get(i), config));
    }
    return jobs.size() > shown
        ? names.append(" and ").append(jobs.size() - shown).append(" more").toString()
        : names.toString();
  }

  private void ruled(JobRule rule) {
    owner = rule.owner();
    runbook = rule.runbook();
    channel = rule.channel();
  }

  private void ofRun(AlertEvent run) {
    runId = run.runId();
    traceId = run.traceId();
  }

  private String stateOfFailure() {
    if (reason == Reason.FIRST_FAILURE || incident.kind() != AlertKind.FAILED) {
      return incident.isFlapping() && reason == Reason.FIRST_FAILURE
          ? "FLAPPING"
          : incident.kind().name().replace('_', ' ');
    }
    return reason == Reason.AGGREGATED
        ? "FAILED REPEATEDLY"
        : reason == Reason.COMMON_CAUSE ? "FAILED" : "STILL FAILING";
  }

  private String start() {
    return "[" + config.environment() + "] " + state + ' ' + job;
  }

  private String occurrencesInBrackets() {
    if (incident.runsInRow() > 1) {
      return " (" + Words.ordinal(incident.runsInRow()) + " run in a row)";
    }
    return incident.count() > 1 ? " (" + Words.failures(incident.count()) + ")" : "";
  }

  private String occurrences() {
    return incident.runsInRow() > 1
        ? incident.count() + ", the " + Words.ordinal(incident.runsInRow()) + " run in a row"
        : String.valueOf(incident.count());
  }

  private void facts(@Nullable JobHistory history) {
    if (event != null) {
      ofRun(event);
      if (event.kind() == AlertKind.MISSED) {
        long expected = event.run().scheduledMillis();
        facts.add(Fact.of("Expected", expected == JobRun.NO_TIME ? event.startMillis() : expected));
      } else {
        facts.add(Fact.of("Started", event.startMillis()));
        facts.add(Fact.of("Duration", durationOf(event, history)));
      }
    }
    facts.add(Fact.of("Occurrences", occurrences()));
    if (incident.count() > 1) {
      facts.add(Fact.of("First seen", incident.firstMillis()));
    }
    if (incident.variants() > 1) {
      facts.add(Fact.of("Different messages", String.valueOf(incident.variants())));
    }
    if (history != null && history.lastSuccessMillis() > 0) {
      facts.add(Fact.of("Last success", history.lastSuccessMillis()));
    }
    if (event != null) {
      runFacts(event);
    }
  }

  private static String durationOf(AlertEvent run, @Nullable JobHistory history) {
    String took =
        (run.kind() == AlertKind.LOST ? "at least " : "") + Words.duration(run.durationMillis());
    long usual = history == null ? -1 : history.usualMillis();
    return usual < 0 || history == null
        ? took
        : took + ", usual " + Words.duration(usual) + " (p50 of " + history.known() + ")";
  }

  private void runFacts(AlertEvent run) {
    JobRun job = run.run();
    if (job.nextMillis() != JobRun.NO_TIME && job.nextMillis() > 0) {
      facts.add(Fact.of("Next run", job.nextMillis()));
    }
    if (run.attempt() > 1) {
      facts.add(Fact.of("Attempt", String.valueOf(run.attempt())));
    }
    String exitCode = run.result().exitCode();
    String status = run.result().status();
    if (exitCode != null) {
      redactedFact("Exit code", exitCode);
    } else if (status != null) {
      redactedFact("Status", status);
    }
    String schedule = job.schedule();
    if (schedule != null) {
      redactedFact("Schedule", schedule);
    }
    ItemCounts items = run.result().items();
    if (items != ItemCounts.NONE) {
      facts.add(Fact.of("Items", Words.items(items)));
    }
    if (run.latenessMillis() >= SHOWN_LATENESS_MILLIS) {
      facts.add(Fact.of("Late by", Words.duration(run.latenessMillis())));
    }
    JobName partOf = run.partOf();
    if (partOf != null) {
      facts.add(Fact.of("Part of", Words.cut(AlertMessage.nameOf(partOf, config), LONGEST_PART)));
    }
  }

  private void redactedFact(String label, String text) {
    facts.add(Fact.of(label, config.redactor().apply(text)));
  }

  private @Nullable String consequenceOf() {
    String others = event == null ? null : event.result().diedWith();
    if (others == null) {
      return null;
    }
    return "The exception ended the schedule: this job will not run again before a restart."
        + (others.isEmpty() ? "" : " With it ended: " + config.redactor().apply(others) + ".");
  }

  private String whyOf() {
    AlertPolicy policy = config.policy();
    switch (reason) {
      case FIRST_FAILURE:
        if (incident.isFlapping()) {
          return "It fails and works by turns: opened "
              + Incident.FLAPPING_OPENINGS
              + " times within "
              + Words.duration(Incident.FLAPPING_MILLIS);
        }
        if (incident.kind() == AlertKind.LOST) {
          return "Its JVM ended without a word: killed, out of memory, or the machine is gone";
        }
        return incident.failedInRow() > 1 && incident.count() > 1
            ? Words.ordinal(incident.failedInRow()) + " failure in a row"
            : "First failure of its kind";
      case AGGREGATED:
        return Words.failures(policy.aggregateCount())
            + " within "
            + Words.duration(policy.aggregateMillis());
      case ESCALATED:
        return whyEscalated(policy);
      case REMINDER:
        return "Reminder of an open incident";
      default:
        return AlertMessage.lower(reason);
    }
  }

  private String whyEscalated(AlertPolicy policy) {
    if (incident.runsInRow() >= AlertPolicy.RUNS_IN_A_ROW) {
      return Words.ordinal(incident.runsInRow()) + " failed run in a row";
    }
    return incident.reached(policy.escalateCount(), policy.escalateMillis())
        ? Words.failures(policy.escalateCount())
            + " within "
            + Words.duration(policy.escalateMillis())
        : "No success for two periods of " + Words.duration(incident.periodMillis());
  }

  private String nextOf() {
    AlertPolicy policy = config.policy();
    String remind = Words.duration(policy.remindMillis());
    String escalate = policy.escalateCount() + " in " + Words.duration(policy.escalateMillis());
    String recovery =
        incident.neededSuccesses(1) > 1
            ? "after " + incident.neededSuccesses(1) + " successes"
            : "on recovery";
    switch (incident.stage()) {
      case OPEN:
        return "Next message: "
            + recovery
            + ", at "
            + policy.aggregateCount()
            + " failures in "
            + Words.duration(policy.aggregateMillis())
            + ", at "
            + escalate
            + ", or after "
            + remind;
      case AGGREGATED:
        return "Next message: " + recovery + ", at " + escalate + ", or after " + remind;
      case ESCALATED:
        return "Next message: " + recovery + ", or after " + remind + "; repeats are counted";
      default:
        return "Next message: at the next failure";
    }
  }

  private String lineOf() {
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
    if (consequence != null) {
      text.append("; ").append(consequence);
    }
    if (!runId.isEmpty()) {
      text.append("; run ").append(runId);
    }
    return text.toString();
  }
}
