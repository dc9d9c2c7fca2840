package io.batchmon.agent.alert;

/** What follows from an event for one incident: a reason, and the incident as it is afterwards. */
final class Decision {
  private final Reason reason;
  private final Incident incident;

  private Decision(Reason reason, Incident incident) {
    this.reason = reason;
    this.incident = incident;
  }

  /**
   * Decides about a run that ended; a pure function. One event makes at most one message, and
   * escalation goes before aggregation.
   *
   * @param incident closed if nothing is open
   * @param now epoch milliseconds
   */
  static Decision of(Incident incident, Occurrence run, Terms terms, long now) {
    return run.isFailure()
        ? failed(incident, incident.failed(run, terms.policy()), terms, now)
        : succeeded(incident, run, terms, now);
  }

  /** Decides what is due because time has passed; a pure function. */
  static Decision timePassed(Incident incident, Terms terms, long now) {
    if (now >= escalationMillis(incident, terms)) {
      return new Decision(Reason.ESCALATED, incident.told(Incident.Stage.ESCALATED, now));
    }
    return now >= reminderMillis(incident, terms)
        ? new Decision(Reason.REMINDER, incident.told(incident.stage(), now))
        : new Decision(Reason.NOTHING_NEW, incident);
  }

  /** Epoch milliseconds before which {@link #timePassed} decides nothing under these terms. */
  static long dueMillis(Incident incident, Terms terms) {
    return Math.min(escalationMillis(incident, terms), reminderMillis(incident, terms));
  }

  private static long reminderMillis(Incident incident, Terms terms) {
    return incident.isOpen() && incident.untold() > 0
        ? incident.lastWordMillis() + terms.policy().remindMillis()
        : Long.MAX_VALUE;
  }

  /** When there was no success for two periods of a job that runs too seldom for a window. */
  private static long escalationMillis(Incident incident, Terms terms) {
    AlertPolicy policy = terms.policy();
    return incident.periodMillis() > policy.aggregateMillis()
            && terms.held() == null
            && incident.isTold()
            && incident.isOpen()
            && incident.stage() != Incident.Stage.ESCALATED
        ? incident.firstMillis() + 2 * incident.periodMillis() + policy.aggregateMillis()
        : Long.MAX_VALUE;
  }

  private static Decision succeeded(Incident incident, Occurrence run, Terms terms, long now) {
    if (incident.stage() == Incident.Stage.CLOSED) {
      return new Decision(Reason.NOTHING_NEW, incident);
    }
    if (!incident.isBefore(run)) {
      return new Decision(Reason.STARTED_EARLIER, incident);
    }
    Incident better = incident.succeeded(run);
    if (incident.isOpen() && better.successes() < better.neededSuccesses(terms.recover())) {
      return new Decision(Reason.RECOVERING, better);
    }
    return new Decision(
        incident.isTold() ? Reason.RECOVERED : Reason.RECOVERED_UNTOLD, better.closed(now));
  }

  private static Decision failed(Incident before, Incident after, Terms terms, long now) {
    if (!before.isOpen()) {
      return after.failedInRow() < terms.consecutive()
          ? new Decision(Reason.BELOW_THRESHOLD, after.pending())
          : told(Reason.FIRST_FAILURE, after.opened(now), terms, Incident.Stage.OPEN, now);
    }
    if (!before.isTold()) {
      // why: what was held back is told at the first failure that may be, however many there were
      return told(Reason.FIRST_FAILURE, after, terms, Incident.Stage.OPEN, now);
    }
    AlertPolicy policy = terms.policy();
    boolean escalated = before.stage() == Incident.Stage.ESCALATED;
    if (!escalated
        && (after.reached(policy.escalateCount(), policy.escalateMillis())
            || after.runsInRow() >= AlertPolicy.RUNS_IN_A_ROW)) {
      return told(Reason.ESCALATED, after, terms, Incident.Stage.ESCALATED, now);
    }
    if (before.stage() == Incident.Stage.OPEN
        && after.reached(policy.aggregateCount(), policy.aggregateMillis())) {
      return told(Reason.AGGREGATED, after, terms, Incident.Stage.AGGREGATED, now);
    }
    if (now - after.toldMillis() >= policy.silenceMillis()) {
      return told(Reason.REMINDER, after, terms, before.stage(), now);
    }
    return new Decision(escalated ? Reason.MUTED : Reason.REPEATED, after);
  }

  private static Decision told(
      Reason reason, Incident after, Terms terms, Incident.Stage stage, long now) {
    if (terms.held() == null) {
      return new Decision(reason, after.told(stage, now));
    }
    // why: silence is never for longer than a reminder, whoever asked for it
    return now - after.lastWordMillis() >= terms.policy().silenceMillis()
        ? new Decision(Reason.REMINDER, after.told(after.stage(), now))
        : new Decision(Reason.HELD, after);
  }

  /** The same of an incident with one more kind of message. */
  Decision withVariant(long variant) {
    return new Decision(reason, incident.withVariant(variant));
  }

  /** What was decided elsewhere, in the form of a decision. */
  static Decision told(Reason reason, Incident incident) {
    return new Decision(reason, incident);
  }

  Reason reason() {
    return reason;
  }

  Incident incident() {
    return incident;
  }
}
