package io.batchmon.agent.alert;

import org.jspecify.annotations.Nullable;

/** Why a message is sent, or why none is. The words for a person are in the message itself. */
public enum Reason {
  /** No incident of this job, kind and fingerprint was open. */
  FIRST_FAILURE(true),
  /** So many failures within the aggregation window. */
  AGGREGATED(true),
  /** So many failures within the escalation window, or failed runs in a row. */
  ESCALATED(true),
  /** Still failing, and nothing was said for as long as a reminder takes. */
  REMINDER(true),
  /** A run that started after the last failure succeeded. */
  RECOVERED(true),
  /** The incident is open and told; counted, to be named in the next message. */
  REPEATED(false),
  /** As repeated, after the escalation: reminders only. */
  MUTED(false),
  /** A job failed for what a job inside it had failed for, and that one is told. */
  TOLD_OF_PART(false),
  /** Fewer failed runs in a row than the job's rule asks for. */
  BELOW_THRESHOLD(false),
  /** The rule, a silence or a maintenance window holds it back; counted. */
  HELD(false),
  /** It fails for what other jobs fail for too, and that is told for all of them. */
  COMMON_CAUSE(true),
  /** One more failure for a common cause that is told. */
  JOINED(false),
  /** A success, but fewer in a row than it takes. */
  RECOVERING(false),
  /** Over before anybody was told of it. */
  RECOVERED_UNTOLD(false),
  /** What happened in a time, in one message. */
  DIGEST(true),
  /** A job starts or has ended, and its rule asks for a word. */
  NOTICE(true),
  /** A success of a run that started before the last failure closes nothing. */
  STARTED_EARLIER(false),
  /** A success where nothing is open, or time that passed with nothing new to tell. */
  NOTHING_NEW(false);

  private final boolean told;

  Reason(boolean told) {
    this.told = told;
  }

  /** Null if there is none of this name. */
  static @Nullable Reason named(String name) {
    for (Reason reason : values()) {
      if (reason.name().equals(name)) {
        return reason;
      }
    }
    return null;
  }

  /** Whether there is a message. */
  public boolean isTold() {
    return told;
  }
}
