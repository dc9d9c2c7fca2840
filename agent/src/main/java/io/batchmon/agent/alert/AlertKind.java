package io.batchmon.agent.alert;

import io.batchmon.job.RunOutcome;

/** What went wrong; a part of an incident's identity. */
enum AlertKind {
  FAILED,
  ABORTED,
  LOST,
  REJECTED;

  /** The kind of an outcome that is an error. */
  static AlertKind of(RunOutcome outcome) {
    switch (outcome) {
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
