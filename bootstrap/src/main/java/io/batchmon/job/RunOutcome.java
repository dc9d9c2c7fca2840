package io.batchmon.job;

import java.util.Locale;

/** How a run ended. The framework's own verdict decides, also where nothing was thrown. */
public enum RunOutcome {
  /** The framework says so; a normal return alone proves nothing. */
  SUCCEEDED(false),
  /** With the failure or, where a framework fails without one, a reason in words. */
  FAILED(true),
  /** Was asked to stop and did. */
  STOPPED(false),
  /** Was entered but chose not to work: lock taken, veto, nothing to do. */
  SKIPPED(false),
  /** The launch was refused; the job's own code never ran. */
  REJECTED(true),
  /** The JVM was ended around it, by exit or signal. */
  ABORTED(true),
  /** The JVM vanished and no end was ever seen; concluded at the next start. */
  LOST(true);

  private final boolean error;
  private final String word;

  RunOutcome(boolean error) {
    this.error = error;
    this.word = name().toLowerCase(Locale.ROOT);
  }

  /** Whether a span of such a run has status ERROR and an operator is told. */
  public boolean isError() {
    return error;
  }

  /** The value of {@code batch.job.outcome}. */
  public String word() {
    return word;
  }
}
