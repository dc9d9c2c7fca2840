package io.batchmon.agent.cli;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.state.Journal;
import io.batchmon.agent.state.JournalEntry;
import java.io.File;
import java.io.IOException;

/** Writes an entry to the journal of the service, reads it, and removes it. */
final class StateTrial {
  private static final String KIND = "check";
  private static final long LEAST_FREE = 64L * 1024 * 1024;

  private final File directory;
  private final AgentLog log;

  /**
   * @param log that the journal tells what is wrong
   */
  StateTrial(File directory, AgentLog log) {
    this.directory = directory;
    this.log = log;
  }

  /** Takes the lock that other JVMs of the service take, for milliseconds. */
  Row run(String name) throws IOException {
    long now = Clock.SYSTEM.currentMillis();
    String key = String.valueOf(System.nanoTime());
    try (Journal journal = Journal.open(directory, log, Clock.SYSTEM)) {
      journal.begin();
      journal.append(JournalEntry.of(KIND, key, "written by check", now));
      if (!journal.commit()) {
        throw unusable("cannot be written");
      }
    }
    try (Journal journal = Journal.open(directory, log, Clock.SYSTEM)) {
      journal.begin();
      boolean found = journal.entry(KIND, key) != null;
      journal.append(JournalEntry.removal(KIND, key, now));
      boolean removed = journal.commit();
      if (!found || !removed) {
        throw unusable(found ? "cannot be written a second time" : "does not keep what is written");
      }
      long free = directory.getUsableSpace();
      String text =
          directory
              + ": written, read and removed; "
              + journal.size()
              + (journal.size() == 1 ? " entry" : " entries")
              + ", "
              + free / 1024 / 1024
              + " MiB free";
      return free < LEAST_FREE ? Row.warn(name, text + ", which is little") : Row.ok(name, text);
    }
  }

  private IOException unusable(String what) {
    return new IOException(
        directory
            + " "
            + what
            + "; set batchmon.state.dir to a directory that the job's user may write, or to none");
  }
}
