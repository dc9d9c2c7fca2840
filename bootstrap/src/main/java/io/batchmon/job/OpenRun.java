package io.batchmon.job;

/** A run that began and has not ended. Its methods may be called from any thread, never throw. */
public interface OpenRun {
  /** Stands for "nothing is recorded". */
  OpenRun NONE =
      new OpenRun() {
        @Override
        public void end(RunResult result) {}

        @Override
        public boolean stopRequested() {
          return false;
        }
      };

  /** Counts once: every call after the first is ignored. */
  void end(RunResult result);

  /** Whether somebody asked this run to stop, see {@link JobRuns#stopRequested}. */
  boolean stopRequested();
}
