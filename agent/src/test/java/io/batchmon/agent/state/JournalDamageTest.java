package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not as the journal left them: what was good stays, and nothing is thrown. */
class JournalDamageTest {
  @TempDir Path folder;

  private final Written written = new Written();

  // why: thousands of commits, and no power failure
  private static final class UnsyncedDisk extends Disk {
    @Override
    void sync(FileDescriptor file) {}
  }

  private Path file() {
    return folder.resolve("journal-v1.log");
  }

  private Journal open() {
    return Journal.open(folder.toFile(), written.log(), new TickingClock());
  }

  private Map<String, String> reopened() {
    Journal journal = open();
    journal.begin();
    Map<String, String> all = all(journal);
    journal.commit();
    return all;
  }

  private static Map<String, String> all(Journal journal) {
    Map<String, String> all = new TreeMap<>();
    for (String kind : List.of("incident", "pending")) {
      for (JournalEntry entry : journal.entries(kind)) {
        all.put(kind + ' ' + entry.key(), entry.text());
      }
    }
    return all;
  }

  private void commit(String... keysAndTexts) {
    Journal journal = open();
    for (int i = 0; i < keysAndTexts.length; i += 2) {
      journal.append(JournalEntry.of("incident", keysAndTexts[i], keysAndTexts[i + 1], 1));
    }
    assertThat(journal.commit()).isTrue();
  }

  private void append(String text) throws IOException {
    Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void tornTailIsCut() throws IOException {
    commit("a", "1");
    long good = Files.size(file());
    append("12345678 0 99 17672328");
    assertThat(reopened()).containsExactly(Map.entry("incident a", "1"));
    commit("b", "1");
    assertThat(Files.readString(file())).doesNotContain("17672328");
    assertThat(Files.size(file())).isBetween(good + 20, good + 60);
    assertThat(reopened()).hasSize(2);
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void halfACommitIsNone() throws IOException {
    commit("a", "1");
    commit("a", "2", "b", "2", "c", "2");
    try (RandomAccessFile whole = new RandomAccessFile(file().toFile(), "rw")) {
      whole.setLength(whole.length() - 1);
    }
    assertThat(reopened()).containsExactly(Map.entry("incident a", "1"));
    commit("d", "3");
    assertThat(reopened()).containsOnlyKeys("incident a", "incident d");
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void damageInTheMiddleIsPassedOverAndSaidOnce() throws IOException {
    commit("a", "1");
    append("what is this?\n");
    commit("b", "1");
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 3] ^= 1;
    Files.write(file(), bytes);
    commit("c", "1");
    Journal journal = open();
    journal.begin();
    assertThat(all(journal)).containsOnlyKeys("incident a", "incident c");
    assertThat(journal.isDurable()).isTrue();
    journal.commit();
    journal.begin();
    journal.commit();
    assertThat(journal.damaged()).isZero();

    bytes = Files.readAllBytes(file());
    bytes[Files.readString(file()).indexOf("incident\ta")] ^= 1;
    Files.write(file(), bytes);
    Journal next = open();
    next.begin();
    assertThat(all(next)).containsOnlyKeys("incident c");
    assertThat(next.damaged()).isOne();
    next.commit();
    next.begin();
    assertThat(next.damaged()).isOne();
    assertThat(written.lines()).singleElement().asString().contains("is damaged");
  }

  @Test
  void emptyFileIsAJournal() throws IOException {
    Files.createFile(file());
    assertThat(reopened()).isEmpty();
    commit("a", "1");
    assertThat(reopened()).hasSize(1);
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void damagedHeaderIsMadeAnew() throws IOException {
    commit("a", "1");
    byte[] bytes = Files.readAllBytes(file());
    bytes[2] ^= 1;
    Files.write(file(), bytes);
    assertThat(reopened()).hasSize(1);
    commit("b", "1");
    assertThat(Files.readString(file())).startsWith("batchmon-journal 1.0 ");
    assertThat(reopened()).hasSize(2);
  }

  @Test
  void noiseIsReplaced() throws IOException {
    byte[] noise = new byte[300_000];
    new Random(3).nextBytes(noise);
    Files.write(file(), noise);
    assertThat(reopened()).isEmpty();
    commit("a", "1");
    assertThat(Files.size(file())).isLessThan(200);
    assertThat(reopened()).hasSize(1);
  }

  @Test
  void newerMajorVersionIsLeftAlone() throws IOException {
    String newer = "batchmon-journal 2.0 0123456789abcdef ";
    java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
    checksum.update(newer.getBytes(StandardCharsets.UTF_8));
    newer += String.format("%08x", checksum.getValue()) + "\nwho knows\n";
    append(newer);
    commit("a", "1");
    assertThat(reopened()).hasSize(1);
    assertThat(file()).hasContent(newer.trim());
    assertThat(written.lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("newer version", "left alone"));

    Files.write(folder.resolve("journal-v1-beside.log"), Files.readAllBytes(file()));
    Journal journal = open();
    journal.begin();
    journal.append(JournalEntry.of("incident", "a", "2", 1));
    assertThat(journal.commit()).isFalse();
    assertThat(file()).hasContent(newer.trim());
    assertThat(journal.isDurable()).isFalse();
  }

  @Test
  void unknownKindsAndNewerMinorVersionsOutliveARewrite() throws IOException {
    Journal journal = open();
    journal.append(JournalEntry.of("from the future", "k", "text", 1));
    journal.commit();
    String line = "1767232800000 incident\tnewer\topen\tnew field";
    String rest = "0 " + line.length() + " " + line;
    java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
    checksum.update(rest.getBytes(StandardCharsets.UTF_8));
    append(String.format("%08x", checksum.getValue()) + " " + rest + "\n");
    for (int i = 0; i < 40; i++) {
      commit("changing", "x".repeat(4_000));
    }
    assertThat(Files.size(file())).isLessThan(100_000);
    assertThat(Files.readString(file())).contains(line + "\n");
    journal.begin();
    assertThat(journal.entry("from the future", "k").text()).isEqualTo("text");
    assertThat(journal.entry("incident", "newer").text()).isEqualTo("open");
  }

  @Test
  void tooLargeAFileIsNotRead() throws IOException {
    try (RandomAccessFile huge = new RandomAccessFile(file().toFile(), "rw")) {
      huge.setLength(1L << 32);
    }
    Journal journal = open();
    journal.append(JournalEntry.of("incident", "a", "1", 1));
    assertThat(journal.commit()).isFalse();
    assertThat(written.lines()).singleElement().asString().contains("too much", "in memory only");
  }

  @Test
  void whateverHappensToTheFileTheGoodBeginningStays() throws IOException {
    AtomicInteger kept = new AtomicInteger();
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      File directory = folder.resolve("seed" + seed).toFile();
      Path file = directory.toPath().resolve("journal-v1.log");
      List<Map<String, String>> states = new ArrayList<>();
      List<Long> lengths = new ArrayList<>();
      Journal journal =
          Journal.open(directory, written.log(), new TickingClock(), new UnsyncedDisk());
      states.add(Map.of());
      lengths.add(0L);
      for (int n = random.nextInt(30); n >= 0; n--) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          String text = random.nextInt(4) == 0 ? "" : "t\n" + "x".repeat(random.nextInt(300));
          String kind = random.nextBoolean() ? "incident" : "pending";
          journal.append(JournalEntry.of(kind, "k" + random.nextInt(6), text, n));
        }
        assertThat(journal.commit()).isTrue();
        if (Files.exists(file)) {
          states.add(all(journal));
          lengths.add(Files.size(file));
        }
      }
      if (!Files.exists(file)) {
        continue;
      }
      long firstDamage = damage(file, random);

      Journal next = Journal.open(directory, written.log(), new TickingClock(), new UnsyncedDisk());
      next.begin();
      int good = 0;
      while (good + 1 < lengths.size() && lengths.get(good + 1) <= firstDamage) {
        good++;
      }
      Map<String, String> found = all(next);
      if (firstDamage == Files.size(file)) {
        assertThat(found).as("seed " + seed).isEqualTo(states.get(good));
      }
      List<Map<String, String>> later = states.subList(good, states.size());
      states
          .get(good)
          .forEach(
              (key, text) -> {
                if (later.stream().allMatch(state -> text.equals(state.get(key)))) {
                  kept.incrementAndGet();
                  assertThat(found).containsEntry(key, text);
                }
              });
      next.append(JournalEntry.of("incident", "after", "damage", 99));
      assertThat(next.commit()).as("seed " + seed).isTrue();
      Map<String, String> after = all(next);
      Journal last = Journal.open(directory, written.log(), new TickingClock(), new UnsyncedDisk());
      last.begin();
      assertThat(all(last)).as("seed " + seed).isEqualTo(after).containsKey("incident after");
      last.close();
    }
    assertThat(kept).hasValueGreaterThan(400);
  }

  /** Returns the position before which nothing is changed. */
  private static long damage(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (random.nextInt(3)) {
      case 0 -> {
        int length = random.nextInt(bytes.length + 1);
        Files.write(file, java.util.Arrays.copyOf(bytes, length));
        return length;
      }
      case 1 -> {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return at;
      }
      default -> {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        for (int i = from; i < to; i++) {
          bytes[i] = random.nextBoolean() ? 0 : (byte) random.nextInt(256);
        }
        Files.write(file, bytes);
        return from;
      }
    }
  }
}
