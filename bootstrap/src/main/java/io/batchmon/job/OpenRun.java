package io.batchmon.job;

import org.jspecify.annotations.Nullable;

/** A run that began and has not ended. Its methods may be called from any thread, never throw. */
public interface OpenRun {
  /** Stands for "nothing is recorded". */
  OpenRun NONE =
      new OpenRun() {
        @Override
        public void end(RunResult result) {}

        @Override
        public void leave() {}

        @Override
        public boolean stopRequested() {
          return false;
        }

        @Override
        public RunKind kind() {
          return RunKind.TASK;
        }
      };

  /** Counts once: every call after the first is ignored. */
  void end(RunResult result);

  /**
   * The thread that began the run is done with it, and the run goes on elsewhere: whatever that
   * thread does next is no part of it.
   */
  void leave();

  /**
   * What something inside the run, which is no run of its own, says about the whole, such as a lock
   * that was not won. Its attributes are added; its outcome counts if the run itself ends well, and
   * "skipped" only while nothing else was said. What failed or was stopped also counts where all
   * that the run itself knows is the JVM's exit code.
   */
  default void verdict(RunResult result) {}

  /** Whether somebody asked this run to stop, see {@link JobRuns#stopRequested}. */
  boolean stopRequested();

  RunKind kind();

  /**
   * The contexts of somebody else's tracing that belong to this run, as {@link #contexts(Object[])}
   * was given them; first the one that was current when the run began. Null if there is none.
   */
  default @Nullable Object @Nullable [] contexts() {
    return null;
  }

  /** Whether no span of another tracer for the same work is known yet. */
  default boolean wantsBeside() {
    return false;
  }

  /** Another tracer has this span for the same work, as a W3C {@code traceparent}. */
  default void beside(String span) {}

  /** Keeps them until the run ends. */
  default void contexts(@Nullable Object[] newContexts) {}
}
