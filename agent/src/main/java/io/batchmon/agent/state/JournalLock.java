package io.batchmon.agent.state;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private static final int TRIES = 3;
  private static final Queue<RandomAccessFile> LEFT_OPEN = new ConcurrentLinkedQueue<>();

  private final File directory;
  private final File file;
  private final Disk disk;
  private @Nullable RandomAccessFile open;
  private long openedMillis;
  private @Nullable FileLock held;
  private boolean wasBusy;
  private String refusal = "";

  JournalLock(File directory, Disk disk) {
    this.directory = directory;
    this.file = new File(directory, "journal.lock");
    this.disk = disk;
  }

  /** Makes the directory if need be. Waits for a moment; throws if it cannot be written to. */
  Answer acquire() throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        make(directory);
        return await();
      } catch (IOException failure) {
        // why: java.io cannot make a file private without taking it from everybody for a moment,
        // in which a second JVM that makes the same directory for the first time is refused
        if (tries == TRIES || !pause()) {
          throw failure;
        }
      }
    }
  }

  /** A directory and those above it, private as far as they are new. */
  static void make(File wanted) throws IOException {
    if (wanted.isDirectory()) {
      return;
    }
    File parent = wanted.getParentFile();
    if (parent != null) {
      make(parent);
    }
    if (wanted.mkdir()) {
      Disk.makePrivate(wanted);
    } else if (!wanted.isDirectory()) {
      throw new IOException(wanted + " cannot be made");
    }
  }

  private Answer await() throws IOException {
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
      if (!pause()) {
        return Answer.BUSY;
      }
    }
  }

  /** False if interrupted. */
  private static boolean pause() {
    try {
      // why: parking instead would take the permit by which the alert thread is woken
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private RandomAccessFile opened() throws IOException {
    RandomAccessFile opened = open;
    if (opened != null && file.lastModified() == openedMillis) {
      return opened;
    }
    // why: nobody writes to it, so this one is another; a lock on the deleted one keeps nobody out
    forget();
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
      forget();
    }
    return held != null;
  }

  /** Why the file system does not lock. */
  String refusal() {
    return refusal;
  }

  void release() {
    FileLock lock = held;
    held = null;
    if (lock != null) {
      try {
        disk.unlock(lock);
      } catch (IOException failure) {
        forget();
      }
    }
  }

  // why: when one agent of a JVM closes the file, POSIX drops the lock of another; so does the
  // garbage collector, if nobody refers to it any more
  void close() {
    RandomAccessFile opened = open;
    if (opened == null) {
      return;
    }
    if (held != null || tryOnce(opened)) {
      held = null;
      forget();
    } else {
      open = null;
      LEFT_OPEN.add(opened);
    }
  }

  private void forget() {
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
