package io.batchmon.agent.state;

import io.batchmon.agent.run.Hex;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The journal on the disk. It is open only between {@link #begin} and {@link #end}, so that the JVM
 * that rewrites it can replace it, on Windows too, and no other is left with the old one.
 */
final class JournalFile {
  static final long MOST_BYTES = 16 * 1024 * 1024;
  static final long MOST_LIVE_BYTES = MOST_BYTES * 3 / 4;
  static final long SMALL_BYTES = 64 * 1024;
  private static final long MOST_READ = 4 * MOST_BYTES;

  /** At most so long is a file without entries; a longer one is worth being read. */
  static final int MOST_EMPTY_BYTES = 256;

  private static final int CHUNK = 64 * 1024;

  /** The second for where the first belongs to a newer version of batchmon. */
  private static final String[] NAMES = {"journal-v1", "journal-v1-beside"};

  private final File directory;
  private final Disk disk;
  private final LiveEntries live;
  private final JournalLock lock;

  private JournalLock.Answer answer = JournalLock.Answer.BUSY;
  private File file;
  private File temporary;
  private @Nullable File foreign;
  private String id = "";
  private int minor;
  private long length;
  private long goodEnd;
  private boolean isHeaderDamaged;
  private long rewriteFailedLength;
  private long damaged;
  private long dropped;

  JournalFile(File directory, Disk disk, LiveEntries live) {
    this.directory = directory;
    this.disk = disk;
    this.live = live;
    this.lock = new JournalLock(directory, disk);
    this.file = new File(directory, NAMES[0] + ".log");
    this.temporary = new File(directory, NAMES[0] + ".tmp");
  }

  /** Locks, and reads what is new. */
  void begin() throws IOException {
    answer = lock.acquire();
    for (String name : NAMES) {
      if (load(new File(directory, name + ".log"), new File(directory, name + ".tmp"))) {
        return;
      }
    }
    throw new IOException("what is there is of a newer version of batchmon");
  }

  /** Whether there may be entries in a directory; asks for the length of files and nothing else. */
  static boolean mayHaveEntries(File directory) {
    for (String name : NAMES) {
      if (new File(directory, name + ".log").length() > MOST_EMPTY_BYTES) {
        return true;
      }
    }
    return false;
  }

  /** Lets others go on. */
  void end() {
    lock.release();
  }

  void close() {
    lock.release();
    lock.close();
  }

  JournalLock.Answer lockAnswer() {
    return answer;
  }

  String lockRefusal() {
    return lock.refusal();
  }

  /** A journal of a newer version that was passed over, or null. */
  @Nullable File foreign() {
    return foreign;
  }

  /** Places that could not be read. */
  long damaged() {
    return damaged;
  }

  /** Entries for which there was no room. */
  long dropped() {
    return dropped;
  }

  /** False if it is of a newer version. */
  private boolean load(File candidate, File candidateTemporary) throws IOException {
    if (!candidate.exists() && isAlone() && candidateTemporary.exists()) {
      // why: a JVM that died between the two steps in which Windows replaces a file
      disk.rename(candidateTemporary, candidate);
    }
    if (!candidate.exists()) {
      become(candidate, candidateTemporary, "", 0);
      live.become(new LiveEntries());
      return true;
    }
    try (RandomAccessFile in = new RandomAccessFile(candidate, "r")) {
      long newLength = in.length();
      if (newLength > MOST_READ) {
        throw new IOException(candidate + " has " + newLength + " bytes, which is too much");
      }
      JournalReader reader = new JournalReader(in, 0);
      JournalFormat.Header header = reader.header();
      if (header != null && header.major != JournalFormat.MAJOR) {
        foreign = candidate;
        return false;
      }
      boolean isKnown =
          header != null
              && header.id.equals(id)
              && candidate.equals(file)
              && goodEnd > 0
              && newLength >= goodEnd;
      LiveEntries entries = live;
      if (isKnown) {
        reader = new JournalReader(in, goodEnd);
      } else {
        entries = new LiveEntries();
        if (isAlone() && candidateTemporary.exists()) {
          disk.delete(candidateTemporary);
        }
      }
      for (List<JournalEntry> commit = reader.next(); commit != null; commit = reader.next()) {
        for (JournalEntry entry : commit) {
          entries.put(entry);
        }
      }
      live.become(entries);
      become(candidate, candidateTemporary, header == null ? "" : header.id, newLength);
      goodEnd = reader.goodEnd();
      minor = header == null ? 0 : header.minor;
      isHeaderDamaged = header == null && newLength > 0;
      damaged += reader.damaged();
      return true;
    }
  }

  private void become(File newFile, File newTemporary, String newId, long newLength) {
    file = newFile;
    temporary = newTemporary;
    id = newId;
    length = newLength;
    goodEnd = 0;
    isHeaderDamaged = false;
  }

  // why: where the file system does not lock, nobody can be kept out, and the file must not grow
  // for ever
  private boolean isAlone() {
    return answer != JournalLock.Answer.BUSY;
  }

  /** Returns when all of them are on disk; they are living entries already. */
  void append(List<JournalEntry> entries) throws IOException {
    if (entries.isEmpty() && !isHeaderDamaged) {
      return;
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int i = 0; i < entries.size(); i++) {
      JournalFormat.write(lines, entries.get(i), entries.size() - 1 - i);
    }
    long newLength = length + lines.size();
    if (isAlone() && isRewriteDue(newLength) && rewrite()) {
      return;
    }
    if (newLength > MOST_BYTES) {
      throw new IOException(file + " is full and cannot be rewritten");
    }
    // why: if somebody did not wait for the lock, what looked torn may be whole by now
    boolean isAsRead = file.length() == length;
    if (isAlone() && isAsRead && goodEnd < length) {
      cutTail();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (file.length() == 0) {
      id = newId();
      JournalFormat.writeHeader(out, minor, id);
    } else if (goodEnd < length || !isAsRead) {
      out.write('\n');
    }
    out.write(lines.toByteArray(), 0, lines.size());
    add(out.toByteArray());
  }

  private boolean isRewriteDue(long newLength) {
    return isHeaderDamaged
        || newLength > MOST_BYTES
        || (live.bytes() == 0 && newLength > MOST_EMPTY_BYTES)
        || (newLength > Math.max(SMALL_BYTES, 4 * live.bytes())
            && newLength > 2 * rewriteFailedLength);
  }

  private void cutTail() throws IOException {
    try (RandomAccessFile whole = new RandomAccessFile(file, "rw")) {
      disk.cut(whole, goodEnd);
    }
    length = goodEnd;
  }

  private void add(byte[] bytes) throws IOException {
    boolean isNew = file.length() == 0;
    try (FileOutputStream out = new FileOutputStream(file, true)) {
      if (isNew) {
        Disk.makePrivate(file);
      }
      disk.write(out, bytes, bytes.length);
      disk.sync(out.getFD());
    }
    if (isAlone() && file.length() == length + bytes.length) {
      length += bytes.length;
      goodEnd = length;
    }
  }

  /** Writes only what lives. False if it could not be: the old one is still there. */
  private boolean rewrite() throws IOException {
    dropped += live.shrinkTo(MOST_LIVE_BYTES);
    String newId = newId();
    long newLength;
    try (FileOutputStream out = new FileOutputStream(temporary)) {
      Disk.makePrivate(temporary);
      newLength = writeAll(out, newId);
      disk.sync(out.getFD());
    } catch (IOException failure) {
      return rewriteFailed();
    }
    if (file.length() != length || !replace()) {
      return rewriteFailed();
    }
    try (FileOutputStream out = new FileOutputStream(file, true)) {
      // why: java.io cannot sync a directory; the renamed file takes its new name to the disk
      disk.sync(out.getFD());
    }
    id = newId;
    length = newLength;
    goodEnd = newLength;
    isHeaderDamaged = false;
    rewriteFailedLength = 0;
    return true;
  }

  private long writeAll(FileOutputStream out, String newId) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    JournalFormat.writeHeader(chunk, minor, newId);
    long written = 0;
    for (JournalEntry entry : live.all()) {
      if (chunk.size() > CHUNK) {
        disk.write(out, chunk.toByteArray(), chunk.size());
        written += chunk.size();
        chunk.reset();
      }
      JournalFormat.write(chunk, entry, 0);
    }
    disk.write(out, chunk.toByteArray(), chunk.size());
    return written + chunk.size();
  }

  private boolean replace() {
    return disk.rename(temporary, file)
        || (!disk.renameReplaces() && disk.delete(file) && disk.rename(temporary, file));
  }

  private boolean rewriteFailed() {
    // why: on Windows it may be all that there is, and the next JVM takes it
    if (file.exists()) {
      disk.delete(temporary);
    }
    rewriteFailedLength = length;
    return false;
  }

  private String newId() {
    Random random = new Random(System.nanoTime() ^ System.identityHashCode(this));
    return Hex.of(random.nextLong() ^ System.currentTimeMillis());
  }
}
