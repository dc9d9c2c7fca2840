package io.batchmon.agent.alert;

import io.batchmon.job.RunResult;
import org.jspecify.annotations.Nullable;

/** What went wrong; a part of an incident's identity. */
public enum AlertKind {
  FAILED,
  ABORTED,
  LOST,
  REJECTED,
  /** It did not run when it should have. */
  MISSED,
  /** The failure ended the schedule: without a restart the job never runs again. */
  SCHEDULE_DIED,
  /** Nothing: what happened in a time, listed. */
  DIGEST,
  /** Nothing: a job starts or has ended. */
  NOTICE;

  /** How bad it is where no rule says so. */
  Severity severity() {
    switch (this) {
      case SCHEDULE_DIED:
        return Severity.CRITICAL;
      case REJECTED:
      case MISSED:
        return Severity.WARNING;
      default:
        return Severity.ERROR;
    }
  }

  /** Null if there is none of this name. */
  static @Nullable AlertKind named(String name) {
    for (AlertKind kind : values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return null;
  }

  /** The kind of a result that is an error. */
  static AlertKind of(RunResult result) {
    if (result.diedWith() != null) {
      return SCHEDULE_DIED;
    }
    switch (result.outcome()) {
      case ABORTED:
        return ABORTED;
      case LOST:
        return LOST;
      case REJECTED:
        return REJECTED;
      default:
        return FAILED;
    }
  }
}
