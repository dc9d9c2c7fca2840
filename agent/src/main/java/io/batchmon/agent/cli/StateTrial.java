package io.batchmon.agent.cli;

import io.batchmon.agent.run.Clock;
import io.batchmon.agent.state.Journal;
import io.batchmon.agent.state.JournalEntry;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** Writes an entry to the journal of the service, reads it, and removes it. */
final class StateTrial {
  private static final String KIND = "check";
  private static final long LEAST_FREE = 64L * 1024 * 1024;

  private final File directory;
  private final Warnings warnings = new Warnings();

  StateTrial(File directory) {
    this.directory = directory;
  }

  /** Takes the lock that other JVMs of the service take, for milliseconds. */
  Row run(String name) throws IOException {
    long now = Clock.SYSTEM.currentMillis();
    String key = String.valueOf(System.nanoTime());
    try (Journal journal = Journal.open(directory, warnings.log(), Clock.SYSTEM)) {
      journal.begin();
      journal.append(JournalEntry.of(KIND, key, "written by check", now));
      if (!journal.commit()) {
        throw unusable("cannot be written");
      }
    }
    try (Journal journal = Journal.open(directory, warnings.log(), Clock.SYSTEM)) {
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
      List<String> said = warnings.take();
      if (!said.isEmpty()) {
        return Row.warn(name, text + "; " + String.join("; ", said));
      }
      return free < LEAST_FREE ? Row.warn(name, text + ", which is little") : Row.ok(name, text);
    }
  }

  // why: the journal itself knows best
  private IOException unusable(String what) {
    List<String> said = warnings.take();
    return new IOException(
        said.isEmpty()
            ? directory + " " + what + "; set batchmon.state.dir to another directory, or to none"
            : String.join("; ", said));
  }
}
