package io.batchmon.agent.alert;

import org.jspecify.annotations.Nullable;

/** What follows from an event for one incident: a reason, and the incident as it is afterwards. */
final class Decision {
  private final Reason reason;
  private final Incident incident;

  private Decision(Reason reason, Incident incident) {
    this.reason = reason;
    this.incident = incident;
  }

  /**
   * Decides; a pure function. One event makes at most one message, and escalation goes before
   * aggregation.
   *
   * @param incident closed if nothing is open
   * @param event null if only time has passed
   * @param failures how many failures the event stands for; 0 for a success
   * @param now epoch milliseconds
   */
  static Decision of(
      Incident incident, @Nullable AlertEvent event, int failures, AlertPolicy policy, long now) {
    if (event == null) {
      return timePassed(incident, policy, now);
    }
    return event.isFailure()
        ? failed(incident, incident.failed(event, failures, policy), policy, now)
        : succeeded(incident, event, now);
  }

  private static Decision timePassed(Incident incident, AlertPolicy policy, long now) {
    boolean due =
        incident.isOpen()
            && incident.untold() > 0
            && now - incident.toldMillis() >= policy.remindMillis();
    return due
        ? new Decision(Reason.REMINDER, incident.told(incident.stage(), now))
        : new Decision(Reason.NOTHING_NEW, incident);
  }

  private static Decision succeeded(Incident incident, AlertEvent event, long now) {
    if (!incident.isOpen()) {
      return new Decision(Reason.NOTHING_NEW, incident);
    }
    return event.startNanos() - incident.lastStartNanos() > 0
        ? new Decision(Reason.RECOVERED, incident.told(Incident.Stage.CLOSED, now))
        : new Decision(Reason.STARTED_EARLIER, incident);
  }

  private static Decision failed(Incident before, Incident after, AlertPolicy policy, long now) {
    if (!before.isOpen()) {
      return new Decision(Reason.FIRST_FAILURE, after.told(Incident.Stage.OPEN, now));
    }
    boolean escalated = before.stage() == Incident.Stage.ESCALATED;
    if (!escalated
        && (after.reached(policy.escalateCount(), policy.escalateMillis())
            || after.runsInRow() >= AlertPolicy.RUNS_IN_A_ROW)) {
      return new Decision(Reason.ESCALATED, after.told(Incident.Stage.ESCALATED, now));
    }
    if (before.stage() == Incident.Stage.OPEN
        && after.reached(policy.aggregateCount(), policy.aggregateMillis())) {
      return new Decision(Reason.AGGREGATED, after.told(Incident.Stage.AGGREGATED, now));
    }
    if (now - after.toldMillis() >= policy.silenceMillis()) {
      return new Decision(Reason.REMINDER, after.told(before.stage(), now));
    }
    return new Decision(escalated ? Reason.MUTED : Reason.REPEATED, after);
  }

  Reason reason() {
    return reason;
  }

  Incident incident() {
    return incident;
  }
}
