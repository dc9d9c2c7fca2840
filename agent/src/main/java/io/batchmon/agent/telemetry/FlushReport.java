package io.batchmon.agent.telemetry;

/** What was lost when the JVM ended. Immutable. */
public final class FlushReport {
  private final long spans;
  private final long metricPoints;
  private final long events;
  private final boolean timedOut;
  private final String reason;

  FlushReport(long spans, long metricPoints, long events, boolean timedOut, String reason) {
    this.spans = spans;
    this.metricPoints = metricPoints;
    this.events = events;
    this.timedOut = timedOut;
    this.reason = reason;
  }

  public long spans() {
    return spans;
  }

  public long metricPoints() {
    return metricPoints;
  }

  public long events() {
    return events;
  }

  /** Whether the deadline came before an answer; what was under way may have arrived. */
  public boolean isTimedOut() {
    return timedOut;
  }

  /** Such as {@code Connection refused}; empty if nothing is known. */
  public String reason() {
    return reason;
  }

  public boolean isComplete() {
    return spans == 0 && metricPoints == 0 && events == 0;
  }

  @Override
  public String toString() {
    return spans + " spans, " + metricPoints + " metric points and " + events + " events";
  }
}
