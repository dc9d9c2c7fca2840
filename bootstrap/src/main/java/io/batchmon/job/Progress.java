package io.batchmon.job;

/**
 * How far a run has come. Asked by threads of batchmon while the run goes on, never by the run's
 * own; let go of when the run ends. What it throws is ignored.
 */
public interface Progress {
  /** What is counted so far; {@link ItemCounts#NONE} if nothing is. */
  ItemCounts counts();
}
