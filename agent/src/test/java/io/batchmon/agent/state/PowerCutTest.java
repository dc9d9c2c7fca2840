package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails, so that of what was not synced some is on the disk and some is not: renames in
 * their order, of written bytes any first part and then zeros. SIGKILL cannot show a missing sync.
 */
class PowerCutTest {
  private static final int COMMITS = 40;

  @TempDir Path folder;

  private final Written written = new Written();

  private static final class PowerCut extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A step of the directory since the last sync. */
  private record Step(String from, String to) {}

  private static final class CutDisk extends Disk {
    private final Path directory;
    private final int cutAt;
    private final Random random;
    private Map<String, byte[]> synced = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private int boundaries;

    CutDisk(Path directory, int cutAt, long seed) {
      this.directory = directory;
      this.cutAt = cutAt;
      // why: the first numbers of neighbouring seeds of Random are much the same
      this.random = new Random(seed * 0x9e3779b97f4a7c15L);
    }

    private void at() {
      if (boundaries++ == cutAt) {
        throw new PowerCut();
      }
    }

    private Map<String, byte[]> contents() {
      Map<String, byte[]> contents = new TreeMap<>();
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          contents.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      return contents;
    }

    /** What is found when there is power again. */
    void survives(Path after) throws IOException {
      Map<String, byte[]> found = new TreeMap<>(synced);
      Map<String, byte[]> last = contents();
      int done = random.nextInt(steps.size() + 1);
      for (Step step : steps.subList(0, done)) {
        byte[] moved = found.remove(step.from);
        if (step.to != null) {
          found.put(step.to, moved == null ? new byte[0] : moved);
        }
      }
      if (done == steps.size()) {
        for (Map.Entry<String, byte[]> file : last.entrySet()) {
          found.put(file.getKey(), partly(found.get(file.getKey()), file.getValue()));
        }
      }
      Files.createDirectories(after);
      for (Map.Entry<String, byte[]> file : found.entrySet()) {
        Files.write(after.resolve(file.getKey()), file.getValue());
      }
    }

    private byte[] partly(byte[] before, byte[] wanted) {
      int safe = before == null ? 0 : Math.min(before.length, wanted.length);
      int length = safe + random.nextInt(wanted.length - safe + 1);
      byte[] bytes = Arrays.copyOf(wanted, length);
      int zeros = random.nextBoolean() ? random.nextInt(wanted.length - length + 1) : 0;
      return Arrays.copyOf(bytes, length + zeros);
    }

    @Override
    void write(FileOutputStream out, byte[] bytes, int length) throws IOException {
      at();
      super.write(out, bytes, length);
      at();
    }

    @Override
    void sync(FileDescriptor file) {
      at();
      synced = contents();
      steps.clear();
      at();
    }

    @Override
    void cut(RandomAccessFile file, long length) throws IOException {
      at();
      super.cut(file, length);
      at();
    }

    @Override
    boolean rename(File from, File to) {
      at();
      boolean done = super.rename(from, to);
      steps.add(new Step(from.getName(), to.getName()));
      at();
      return done;
    }

    @Override
    boolean delete(File file) {
      at();
      boolean done = super.delete(file);
      steps.add(new Step(file.getName(), null));
      at();
      return done;
    }
  }

  private static JournalEntry data(long seed, int n) {
    Random random = new Random(seed * 1_000 + n);
    String key = "k" + random.nextInt(2);
    return random.nextInt(6) == 0
        ? JournalEntry.removal("data", key, n)
        : JournalEntry.of("data", key, n + "\n" + "x".repeat(random.nextInt(20_000)), n);
  }

  private static Map<String, String> expected(long seed, int commits) {
    Map<String, String> data = new TreeMap<>();
    for (int n = 1; n <= commits; n++) {
      JournalEntry entry = data(seed, n);
      if (entry.isRemoval()) {
        data.remove(entry.key());
      } else {
        data.put(entry.key(), entry.text());
      }
    }
    return data;
  }

  @Test
  void nothingCommittedIsLostWhereverThePowerFails() throws IOException {
    int cuts = 0;
    for (int seed = 0; seed < 300; seed++) {
      Path before = folder.resolve("before" + seed);
      CutDisk disk = new CutDisk(before, new Random(seed).nextInt(230), seed);
      Journal journal = Journal.open(before.toFile(), written.log(), new TickingClock(), disk);
      int committed = 0;
      try {
        for (int n = 1; n <= COMMITS; n++) {
          journal.append(JournalEntry.of("counter", "all", Integer.toString(n), n));
          journal.append(data(seed, n));
          assertThat(journal.commit()).isTrue();
          committed = n;
        }
      } catch (PowerCut cut) {
        cuts++;
      }
      Path after = folder.resolve("after" + seed);
      disk.survives(after);
      Journal next = Journal.open(after.toFile(), written.log(), new TickingClock());
      next.begin();
      JournalEntry counter = next.entry("counter", "all");
      int found = counter == null ? 0 : Integer.parseInt(counter.text());
      assertThat(found).as("seed " + seed).isBetween(committed, committed + 1);
      Map<String, String> data = new TreeMap<>();
      next.entries("data").forEach(entry -> data.put(entry.key(), entry.text()));
      assertThat(data).as("seed " + seed).isEqualTo(expected(seed, found));
      next.append(JournalEntry.of("counter", "all", "99", 99));
      assertThat(next.commit()).isTrue();
      assertThat(next.damaged()).as("seed " + seed).isZero();
    }
    assertThat(cuts).isGreaterThan(200);
    assertThat(written.lines()).isEmpty();
  }
}
