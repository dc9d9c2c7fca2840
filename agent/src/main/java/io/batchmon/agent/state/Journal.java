package io.batchmon.agent.state;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Entries that outlive the JVM, shared by all JVMs that use the same directory.
 *
 * <pre>
 * journal.begin();              // the others wait; what they appended is read
 * journal.entries("incident");  // decide
 * journal.append(entry);
 * journal.commit();             // all of it is on disk, or none; the others go on
 * </pre>
 *
 * <p>Between {@code begin} and {@code commit} nothing may wait for anybody: other JVMs do. Both do
 * I/O. Not thread-safe. Never throws: what fails is one warning, and from then on entries are in
 * memory only; each minute the disk is tried again, and is given what it has missed.
 */
public final class Journal implements Closeable {
  private static final long RETRY_NANOS = 60_000_000_000L;
  private static final long SLOW_NANOS = 1_000_000_000L;
  private static final int MOST_UNSAVED = 20_000;

  private final AgentLog log;
  private final Clock clock;
  private final String where;
  private final @Nullable JournalFile file;
  private final LiveEntries live = new LiveEntries();
  private final Map<List<String>, JournalEntry> unsaved = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>();
  private boolean begun;
  private boolean usable;
  private boolean failed;
  private long failedNanos;
  private long dropped;

  private Journal(@Nullable File directory, AgentLog log, Clock clock, Disk disk) {
    this.log = log;
    this.clock = clock;
    this.where = "the journal in " + directory;
    this.file = directory == null ? null : new JournalFile(directory, disk, live);
  }

  /**
   * Does no I/O: the first {@link #begin} does.
   *
   * @param directory of this service alone, see {@link StateDirectory}; made if it is not there.
   *     Null: memory only
   */
  public static Journal open(@Nullable File directory, AgentLog log, Clock clock) {
    return open(directory, log, clock, new Disk());
  }

  static Journal open(@Nullable File directory, AgentLog log, Clock clock, Disk disk) {
    return new Journal(directory, log, clock, disk);
  }

  /**
   * Whether there may be entries in a directory, at the cost of asking for the length of two files.
   *
   * @param directory null: there are none
   */
  public static boolean mayHaveEntries(@Nullable File directory) {
    return directory != null && JournalFile.mayHaveEntries(directory);
  }

  /**
   * Whether a JVM may have left work open, see {@link OpenWork}: one that is gone, or one that
   * lives. Reads the names of the files there.
   *
   * @param directory null: there is none
   */
  public static boolean mayHaveOpenWork(@Nullable File directory) {
    String[] names = directory == null ? null : directory.list();
    for (int i = 0; names != null && i < names.length; i++) {
      if (names[i].startsWith(OpenWork.PREFIX)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads what other JVMs appended, and keeps them out until {@link #commit}. Waits half a second
   * at most for one that is in; then goes on without keeping anybody out, which is said once.
   */
  public void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (file == null || isResting()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      file.begin();
      overlay();
      usable = true;
      sayWhatIsOdd(file);
    } catch (IOException | RuntimeException failure) {
      fails(failure);
    } finally {
      if (!usable) {
        file.end();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** In memory at once, on disk at the next commit. */
  public void append(JournalEntry entry) {
    if (entry.isTooLarge()) {
      dropped++;
      sayOnce("large", "an entry of kind " + entry.kind() + " is too large to be kept");
      return;
    }
    boolean isChange = live.put(entry);
    if (file == null) {
      dropped += live.shrinkTo(JournalFile.MOST_LIVE_BYTES);
      return;
    }
    List<String> name = name(entry);
    if (isChange || !entry.isRemoval() || unsaved.containsKey(name)) {
      unsaved.remove(name);
      unsaved.put(name, entry);
      if (unsaved.size() > MOST_UNSAVED) {
        shrinkUnsaved();
      }
    }
  }

  /**
   * Writes what was appended, in one piece, and lets other JVMs go on.
   *
   * @return whether everything that was ever appended is on disk
   */
  public boolean commit() {
    begin();
    begun = false;
    if (file == null || !usable) {
      return false;
    }
    usable = false;
    boolean interrupted = Thread.interrupted();
    long before = clock.nanoTime();
    try {
      file.append(new ArrayList<>(unsaved.values()));
      unsaved.clear();
      if (failed) {
        failed = false;
        log.info(where + " can be written again");
      }
    } catch (IOException | RuntimeException failure) {
      fails(failure);
    } finally {
      file.end();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    sayWhatIsOdd(file);
    long millis = (clock.nanoTime() - before) / 1_000_000;
    if (millis * 1_000_000 > SLOW_NANOS) {
      sayOnce(
          "slow",
          where
              + " took "
              + millis
              + " ms to be written, and alerts wait for it; set batchmon.state.dir to a faster disk");
    }
    return !failed;
  }

  /** The living entries of a kind, oldest change first; a copy. */
  public List<JournalEntry> entries(String kind) {
    return live.entries(JournalEntry.readable(kind));
  }

  public @Nullable JournalEntry entry(String kind, String key) {
    return live.entry(JournalEntry.readable(kind), JournalEntry.readable(key));
  }

  /** How many entries live. */
  public int size() {
    return live.count();
  }

  /** False: memory only, at least for now. */
  public boolean isDurable() {
    return file != null && !failed;
  }

  /** Places in the file that were damaged and passed over. */
  public long damaged() {
    return file == null ? 0 : file.damaged();
  }

  /** Entries that are not kept since they, or all of them together, were too large. */
  public long dropped() {
    return file == null ? dropped : dropped + file.dropped();
  }

  /**
   * What was appended since the last commit is not written. A journal is closed or kept: collected
   * as garbage, it may unlock for another agent in the same JVM.
   */
  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
    begun = false;
    usable = false;
  }

  private boolean isResting() {
    return failed && clock.nanoTime() - failedNanos < RETRY_NANOS;
  }

  private void fails(Exception failure) {
    failed = true;
    failedNanos = clock.nanoTime();
    usable = false;
    String reason = failure.getMessage();
    sayOnce(
        "failed",
        where
            + " cannot be used ("
            + (reason == null ? failure.toString() : reason)
            + "); incidents are in memory only, and forgotten when the JVM ends;"
            + " set batchmon.state.dir to a directory that this user may write, or to none");
  }

  private void sayWhatIsOdd(JournalFile read) {
    if (read.lockAnswer() == JournalLock.Answer.BUSY) {
      sayOnce("busy", where + " is locked by another JVM that does not let go; going on without");
    } else if (read.lockAnswer() == JournalLock.Answer.REFUSED) {
      sayOnce(
          "refused",
          where
              + " cannot be locked ("
              + read.lockRefusal()
              + "); two JVMs at a time may lose what the other wrote;"
              + " set batchmon.state.dir to a local disk");
    }
    File foreign = read.foreign();
    if (foreign != null) {
      sayOnce("foreign", foreign + " is of a newer version of batchmon; it is left alone");
    }
    if (read.damaged() > 0) {
      sayOnce("damaged", where + " is damaged; what could not be read is passed over");
    }
    if (read.dropped() > 0) {
      sayOnce("full", where + " is full; its oldest entries are dropped");
    }
  }

  private void sayOnce(String what, String message) {
    if (said.add(what)) {
      log.warn(message);
    }
  }

  // what is not on disk yet is the newest, unless another JVM was later
  private void overlay() {
    for (JournalEntry entry : new ArrayList<>(unsaved.values())) {
      JournalEntry saved = live.entry(entry.kind(), entry.key());
      if (saved != null && saved.millis() > entry.millis()) {
        unsaved.remove(name(entry));
      } else {
        live.put(entry);
      }
    }
  }

  // why: only a removal may be forgotten; the entry comes back when the disk can be read again
  private void shrinkUnsaved() {
    for (Iterator<JournalEntry> all = unsaved.values().iterator(); all.hasNext(); ) {
      if (all.next().isRemoval()) {
        all.remove();
      }
    }
  }

  private static List<String> name(JournalEntry entry) {
    return Arrays.asList(entry.kind(), entry.key());
  }
}
