package io.batchmon.agent.log;

import io.batchmon.agent.run.ActiveRun;
import io.batchmon.agent.run.LoggedLine;
import org.jspecify.annotations.Nullable;

/** Where lines of runs go beside the application's own log. Called in the thread that logs. */
@FunctionalInterface
public interface LineExport {
  /** Remembers the line, or counts it as dropped; never blocks. */
  void logged(ActiveRun run, LoggedLine line, @Nullable Throwable thrown);
}
