package io.batchmon.agent.run;

/** The span of a previous attempt at the same work. */
public final class RunLink {
  private final String runId;
  private final int attempt;
  private final long traceIdHigh;
  private final long traceIdLow;
  private final long spanId;

  RunLink(ActiveRun run) {
    runId = run.runId();
    attempt = run.attempt();
    traceIdHigh = run.traceIdHigh();
    traceIdLow = run.traceIdLow();
    spanId = run.spanId();
  }

  public String runId() {
    return runId;
  }

  public int attempt() {
    return attempt;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public long spanId() {
    return spanId;
  }
}
