package io.batchmon.agent.run;

import io.batchmon.job.JobRun;

/**
 * What must be known of an open run to tell of it when its JVM is gone: text and numbers only.
 * Immutable.
 */
public final class RunNote {
  private final JobRun run;
  private final String runId;
  private final int attempt;
  private final long[] ids;
  private final String threadName;
  private final long startMillis;

  /**
   * A run, as its JVM knew it.
   *
   * @param ids the high and the low half of the trace's id, and the span's
   */
  public RunNote(
      JobRun run, String runId, int attempt, long[] ids, String threadName, long startMillis) {
    this.run = run;
    this.runId = runId;
    this.attempt = attempt;
    this.ids = ids.clone();
    this.threadName = threadName;
    this.startMillis = startMillis;
  }

  public static RunNote of(ActiveRun run) {
    return new RunNote(
        run.run(),
        run.runId(),
        run.attempt(),
        new long[] {run.traceIdHigh(), run.traceIdLow(), run.spanId()},
        run.threadName(),
        run.startMillis());
  }

  public JobRun run() {
    return run;
  }

  public String runId() {
    return runId;
  }

  public int attempt() {
    return attempt;
  }

  /** The high and the low half of the trace's id, and the span's. */
  public long[] ids() {
    return ids.clone();
  }

  public String threadName() {
    return threadName;
  }

  /** Epoch milliseconds. */
  public long startMillis() {
    return startMillis;
  }
}
