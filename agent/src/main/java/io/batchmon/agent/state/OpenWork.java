package io.batchmon.agent.state;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM has under way, in a file that it keeps locked: the operating system takes the lock
 * back however the JVM ends, and then the next one of the service may read what was left. A JVM
 * that lives, whatever its process id, is never taken for one that is gone. Does I/O; throws
 * nothing. Not thread-safe.
 */
public final class OpenWork {
  static final String PREFIX = "open-";
  private static final int HEAD = 16;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final long FORGOTTEN_MILLIS = 3_600_000;

  private final File directory;
  private final String id;
  private @Nullable RandomAccessFile mine;
  private final Map<String, RandomAccessFile> taken = new HashMap<>();

  /**
   * Nothing is under way yet.
   *
   * @param directory of the service; made if need be
   * @param id letters and digits, other for each JVM
   */
  public OpenWork(File directory, String id) {
    this.directory = directory;
    this.id = id;
  }

  /** Takes the place of what was kept before; false where it cannot be kept. */
  public boolean keep(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      return false;
    }
    try {
      RandomAccessFile file = mine == null ? open() : mine;
      if (file == null) {
        return false;
      }
      mine = file;
      byte[] all = new byte[HEAD + bytes.length];
      System.arraycopy(head(bytes), 0, all, 0, HEAD);
      System.arraycopy(bytes, 0, all, HEAD, bytes.length);
      file.seek(0);
      file.write(all);
      return true;
    } catch (IOException unwritable) {
      return false;
    }
  }

  // why: it has no content before it is locked, and whoever finds it empty leaves it alone
  private @Nullable RandomAccessFile open() throws IOException {
    JournalLock.make(directory);
    File file = new File(directory, PREFIX + id);
    RandomAccessFile opened = new RandomAccessFile(file, "rw");
    try {
      Disk.makePrivate(file);
      if (opened.getChannel().tryLock() != null) {
        return opened;
      }
    } catch (IOException | OverlappingFileLockException unlocked) {
      // why: a file that cannot be locked would look as if its JVM were gone
    }
    opened.close();
    file.delete();
    return null;
  }

  /** Nothing is under way any more. */
  public void clear() {
    RandomAccessFile file = mine;
    mine = null;
    if (file != null) {
      remove(file, PREFIX + id);
    }
  }

  private void remove(RandomAccessFile file, String name) {
    try {
      // why: emptied first; somebody else may have it open, and gets the lock when it is closed
      file.setLength(0);
    } catch (IOException ignored) {
      // why: it is deleted all the same
    }
    close(file);
    new File(directory, name).delete();
  }

  /**
   * What JVMs that are gone have left and nobody has taken yet: name and text. Nobody else gets it
   * until {@link #forget}, or the end of this JVM.
   */
  public Map<String, String> take() {
    Map<String, String> left = new HashMap<>();
    String[] names = directory.list();
    if (names == null) {
      return left;
    }
    for (String name : names) {
      if (name.startsWith(PREFIX) && !name.equals(PREFIX + id) && !taken.containsKey(name)) {
        String text = take(name);
        if (text != null) {
          left.put(name, text);
        }
      }
    }
    return left;
  }

  private @Nullable String take(String name) {
    RandomAccessFile opened = null;
    try {
      opened = new RandomAccessFile(new File(directory, name), "rw");
      if (opened.getChannel().tryLock() == null) {
        return null;
      }
      String text = read(opened);
      if (text == null) {
        long age = System.currentTimeMillis() - new File(directory, name).lastModified();
        if (age > FORGOTTEN_MILLIS) {
          new File(directory, name).delete();
        }
        return null;
      }
      taken.put(name, opened);
      opened = null;
      return text;
    } catch (IOException | OverlappingFileLockException unreadable) {
      return null;
    } finally {
      if (opened != null) {
        close(opened);
      }
    }
  }

  private static @Nullable String read(RandomAccessFile file) throws IOException {
    long length = file.length();
    if (length < HEAD || length > HEAD + MOST_BYTES) {
      return null;
    }
    byte[] head = new byte[HEAD];
    file.readFully(head);
    String digits = new String(head, StandardCharsets.US_ASCII);
    try {
      int size = Integer.parseInt(digits.substring(0, HEAD / 2), 16);
      if (size > length - HEAD) {
        return null;
      }
      byte[] text = new byte[size];
      file.readFully(text);
      return digits.equals(new String(head(text), StandardCharsets.US_ASCII))
          ? new String(text, StandardCharsets.UTF_8)
          : null;
    } catch (NumberFormatException damaged) {
      return null;
    }
  }

  private static byte[] head(byte[] text) {
    CRC32 sum = new CRC32();
    sum.update(text, 0, text.length);
    return (eight(text.length) + eight(sum.getValue())).getBytes(StandardCharsets.US_ASCII);
  }

  private static String eight(long number) {
    String hex = Long.toHexString(number);
    return "00000000".substring(hex.length()) + hex;
  }

  /** What was taken is dealt with. */
  public void forget() {
    List<String> names = new ArrayList<>(taken.keySet());
    for (String name : names) {
      RandomAccessFile file = taken.remove(name);
      if (file != null) {
        remove(file, name);
      }
    }
  }

  private static void close(RandomAccessFile opened) {
    try {
      opened.close();
    } catch (IOException ignored) {
      // why: all that was written is written
    }
  }
}
