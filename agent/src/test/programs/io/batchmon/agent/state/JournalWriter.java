package io.batchmon.agent.state;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits to a journal, says so, and stands still at a given boundary of its input and output, for
 * the test to kill it there.
 *
 * <p>Arguments: directory, name of the writer, seed, commits, boundary to stand still at (-1: none,
 * and every boundary is printed), {@code unix} or {@code windows}.
 */
public final class JournalWriter {
  private JournalWriter() {}

  public static void main(String[] arguments) {
    String name = arguments[1];
    long seed = Long.parseLong(arguments[2]);
    int commits = Integer.parseInt(arguments[3]);
    StoppingDisk disk =
        new StoppingDisk(Integer.parseInt(arguments[4]), seed, arguments[5].equals("windows"));
    Journal journal =
        Journal.open(new File(arguments[0]), AgentLog.to(System.err), Clock.SYSTEM, disk);
    for (int n = 1; n <= commits; n++) {
      journal.begin();
      JournalEntry counter = journal.entry("counter", "all");
      int count = counter == null ? 0 : Integer.parseInt(counter.text());
      journal.append(JournalEntry.of("counter", "all", Integer.toString(count + 1), n));
      journal.append(JournalEntry.of("writer", name, Integer.toString(n), n));
      journal.append(data(name, seed, n));
      System.out.println((journal.commit() ? "committed " : "in memory ") + n);
    }
    System.out.println("done");
  }

  // the test computes the same
  private static JournalEntry data(String name, long seed, int n) {
    Random random = new Random(seed * 1_000 + n);
    String key = name + random.nextInt(5);
    if (random.nextInt(6) == 0) {
      return JournalEntry.removal("data", key, n);
    }
    char[] text = new char[1 + random.nextInt(6_000)];
    Arrays.fill(text, (char) ('a' + n % 26));
    return JournalEntry.of("data", key, n + "\n" + new String(text), n);
  }

  private static final class StoppingDisk extends Disk {
    private final int stopAt;
    private final Random random;
    private final boolean isWindows;
    private int boundaries;

    StoppingDisk(int stopAt, long seed, boolean isWindows) {
      this.stopAt = stopAt;
      this.random = new Random(seed);
      this.isWindows = isWindows;
    }

    private void at(String boundary) {
      if (stopAt < 0) {
        System.out.println("boundary " + boundary);
      }
      if (boundaries++ == stopAt) {
        System.out.println("stopped");
        while (true) {
          LockSupport.park();
        }
      }
    }

    @Override
    FileLock tryLock(FileChannel channel) throws IOException {
      at("before lock");
      FileLock lock = super.tryLock(channel);
      if (lock != null) {
        at("after lock");
      }
      return lock;
    }

    @Override
    void unlock(FileLock lock) throws IOException {
      at("before unlock");
      super.unlock(lock);
      at("after unlock");
    }

    @Override
    void write(FileOutputStream out, byte[] bytes, int length) throws IOException {
      at("before write");
      int part = random.nextInt(length);
      out.write(bytes, 0, part);
      at("in write");
      out.write(bytes, part, length - part);
      at("after write");
    }

    @Override
    void sync(FileDescriptor file) throws IOException {
      at("before sync");
      super.sync(file);
      at("after sync");
    }

    @Override
    void cut(RandomAccessFile file, long length) throws IOException {
      at("before cut");
      super.cut(file, length);
      at("after cut");
    }

    @Override
    boolean renameReplaces() {
      return !isWindows;
    }

    @Override
    boolean rename(File from, File to) {
      if (isWindows && to.exists()) {
        return false;
      }
      at("before rename");
      boolean done = super.rename(from, to);
      at("after rename");
      return done;
    }

    @Override
    boolean delete(File file) {
      at("before delete");
      boolean done = super.delete(file);
      at("after delete");
      return done;
    }
  }
}
