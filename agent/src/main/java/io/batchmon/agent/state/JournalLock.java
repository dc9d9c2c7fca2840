package io.batchmon.agent.state;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import org.jspecify.annotations.Nullable;

/**
 * One at a time, of all JVMs and of all agents in one of them. The lock is on a file of its own,
 * which stays open and has no content.
 */
final class JournalLock {
  enum Answer {
    HELD,
    /** Somebody else held it all the time. */
    BUSY,
    /** The file system does not lock. */
    REFUSED
  }

  private static final long PATIENCE_MILLIS = 500;
  private static final long PATIENCE_MILLIS_AFTER_BUSY = 20;
  private static final long POLL_MILLIS = 4;

  private final File file;
  private final Disk disk;
  private @Nullable RandomAccessFile open;
  private long openedMillis;
  private @Nullable FileLock held;
  private boolean wasBusy;
  private String refusal = "";

  JournalLock(File file, Disk disk) {
    this.file = file;
    this.disk = disk;
  }

  /** Waits for a moment; throws if the file cannot be opened. */
  Answer acquire() throws IOException {
    long patience = wasBusy ? PATIENCE_MILLIS_AFTER_BUSY : PATIENCE_MILLIS;
    long deadline = System.nanoTime() + patience * 1_000_000;
    while (true) {
      if (tryOnce(opened())) {
        wasBusy = false;
        return Answer.HELD;
      }
      if (!refusal.isEmpty()) {
        return Answer.REFUSED;
      }
      if (System.nanoTime() - deadline >= 0) {
        wasBusy = true;
        return Answer.BUSY;
      }
      try {
        // why: parking instead would take the permit by which the alert thread is woken
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        return Answer.BUSY;
      }
    }
  }

  private RandomAccessFile opened() throws IOException {
    RandomAccessFile opened = open;
    if (opened != null && file.lastModified() == openedMillis) {
      return opened;
    }
    // why: nobody writes to it, so this one is another; a lock on the deleted one keeps nobody out
    close();
    boolean isNew = !file.exists();
    opened = new RandomAccessFile(file, "rw");
    open = opened;
    if (isNew) {
      Disk.makePrivate(file);
    }
    openedMillis = file.lastModified();
    return opened;
  }

  private boolean tryOnce(RandomAccessFile opened) {
    refusal = "";
    try {
      held = disk.tryLock(opened.getChannel());
    } catch (OverlappingFileLockException otherAgent) {
      held = null;
    } catch (IOException failure) {
      refusal = String.valueOf(failure.getMessage());
      held = null;
      close();
    }
    return held != null;
  }

  /** Why the file system does not lock. */
  String refusal() {
    return refusal;
  }

  // why: the file stays open; closed by one agent of a JVM, POSIX drops the lock of another
  void release() {
    FileLock lock = held;
    held = null;
    if (lock != null) {
      try {
        disk.unlock(lock);
      } catch (IOException failure) {
        close();
      }
    }
  }

  void close() {
    RandomAccessFile opened = open;
    open = null;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException ignored) {
        // why: nothing was written to it
      }
    }
  }
}
