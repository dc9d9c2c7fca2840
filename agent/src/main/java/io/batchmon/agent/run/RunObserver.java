package io.batchmon.agent.run;

/**
 * Told of each run in the job's thread: starts in the order of the list, ends in reverse.
 * Remembers, does no I/O, takes no lock. What it throws is counted and reported, never seen by the
 * job.
 */
public interface RunObserver {
  void started(ActiveRun run);

  /** The run's result, duration and failure are known now. */
  void ended(ActiveRun run);

  /**
   * The run turned out to be none (a {@code main} that is a server), or is only waiting for the end
   * of the JVM: forget its start. {@link #ended} may still follow.
   */
  default void discarded(ActiveRun run) {}
}
