package io.batchmon.agent.state;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import org.jspecify.annotations.Nullable;

/**
 * Shows the other JVMs of a service that this one lives: a locked file, whose lock the operating
 * system takes back however the JVM ends. Not thread-safe; does I/O, and throws nothing.
 */
public final class LiveJvm {
  private static final String PREFIX = "jvm-";

  private final @Nullable File directory;
  private final String id;
  private @Nullable RandomAccessFile file;

  /**
   * Not shown yet.
   *
   * @param directory of the service, or null for none
   * @param id letters and digits, other for each JVM
   */
  public LiveJvm(@Nullable File directory, String id) {
    this.directory = directory;
    this.id = id;
  }

  public String id() {
    return id;
  }

  /** From now on, until the end of this JVM. */
  public void show() {
    if (file != null || directory == null) {
      return;
    }
    RandomAccessFile opened = null;
    try {
      File mine = new File(directory, PREFIX + id);
      opened = new RandomAccessFile(mine, "rw");
      if (opened.getChannel().tryLock() != null) {
        file = opened;
        opened = null;
      }
    } catch (IOException | OverlappingFileLockException unlocked) {
      // why: the others then take over what this one delivers too, which is a repeat and no loss
    } finally {
      close(opened);
    }
  }

  /** Whether another JVM, that was shown once, is no more; its file is then deleted. */
  public boolean isGone(String other) {
    if (directory == null || other.equals(id)) {
      return false;
    }
    File theirs = new File(directory, PREFIX + other);
    if (!theirs.exists()) {
      return true;
    }
    try (RandomAccessFile opened = new RandomAccessFile(theirs, "rw")) {
      FileLock lock = opened.getChannel().tryLock();
      if (lock == null) {
        return false;
      }
      theirs.delete();
      return true;
    } catch (OverlappingFileLockException inThisJvm) {
      return false;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** No longer, for a JVM that ends in good order. */
  public void hide() {
    RandomAccessFile shown = file;
    file = null;
    if (shown != null && directory != null) {
      close(shown);
      new File(directory, PREFIX + id).delete();
    }
  }

  private static void close(@Nullable RandomAccessFile opened) {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (IOException ignored) {
      // why: nothing was written
    }
  }
}
