package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full, fail or refuse: said once, memory only, and again durable when they heal.
 */
class DiskFailuresTest {
  @TempDir Path folder;

  private final Written written = new Written();
  private final TickingClock clock = new TickingClock();
  private final FailingDisk disk = new FailingDisk();

  private static final class FailingDisk extends Disk {
    boolean isFull;
    boolean syncFails;
    boolean renameFails;
    boolean deletesFirst;
    boolean lockFails;

    @Override
    void write(FileOutputStream out, byte[] bytes, int length) throws IOException {
      if (isFull) {
        out.write(bytes, 0, length / 2);
        throw new IOException("No space left on device");
      }
      super.write(out, bytes, length);
    }

    @Override
    void sync(FileDescriptor file) throws IOException {
      if (syncFails) {
        throw new IOException("Input/output error");
      }
      super.sync(file);
    }

    @Override
    boolean renameReplaces() {
      return !deletesFirst;
    }

    @Override
    boolean rename(File from, File to) {
      return !renameFails && !(deletesFirst && to.exists()) && super.rename(from, to);
    }

    @Override
    FileLock tryLock(FileChannel channel) throws IOException {
      if (lockFails) {
        throw new IOException("No locks available");
      }
      return super.tryLock(channel);
    }
  }

  private Journal open(File directory) {
    return Journal.open(directory, written.log(), clock, disk);
  }

  private static boolean commit(Journal journal, String key, String text) {
    journal.begin();
    journal.append(JournalEntry.of("incident", key, text, 1));
    return journal.commit();
  }

  private void isMemoryOnly(File directory) {
    Journal journal = open(directory);
    assertThat(commit(journal, "a", "1")).isFalse();
    assertThat(commit(journal, "b", "1")).isFalse();
    clock.advance(Duration.ofMinutes(2));
    assertThat(commit(journal, "a", "2")).isFalse();
    assertThat(journal.entry("incident", "a").text()).isEqualTo("2");
    assertThat(journal.entries("incident")).hasSize(2);
    assertThat(journal.isDurable()).isFalse();
    assertThat(written.lines())
        .singleElement()
        .asString()
        .contains(directory.toString(), "in memory only", "batchmon.state.dir");
  }

  @Test
  void directoryBelowAFileIsMemoryOnly() throws IOException {
    isMemoryOnly(Files.createFile(folder.resolve("file")).resolve("billing").toFile());
  }

  @Test
  void directoryThatIsAFileIsMemoryOnly() throws IOException {
    isMemoryOnly(Files.createFile(folder.resolve("file")).toFile());
  }

  @Test
  void directoryInPlaceOfTheJournalIsMemoryOnly() throws IOException {
    Files.createDirectories(folder.resolve("journal-v1.log"));
    isMemoryOnly(folder.toFile());
  }

  @Test
  void directoryInPlaceOfTheLockIsMemoryOnly() throws IOException {
    Files.createDirectories(folder.resolve("journal.lock"));
    isMemoryOnly(folder.toFile());
  }

  @Test
  void directoryThatNobodyCanMakeIsMemoryOnly() {
    isMemoryOnly(new File("/proc/batchmon/billing"));
  }

  @Test
  void nameThatNoFileSystemTakesIsMemoryOnly() {
    isMemoryOnly(new File(folder.toFile(), "x".repeat(5_000)));
  }

  @Test
  void symbolicLinksAreFollowed() throws IOException {
    Path real = Files.createDirectories(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThat(commit(open(link.toFile()), "a", "1")).isTrue();
    assertThat(real.resolve("journal-v1.log")).isRegularFile();
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    isMemoryOnly(dangling.toFile());
  }

  @Test
  void whatAFullDiskMissedIsWrittenWhenThereIsRoom() throws IOException {
    Journal journal = open(folder.toFile());
    assertThat(commit(journal, "a", "1")).isTrue();
    disk.isFull = true;
    assertThat(commit(journal, "a", "2")).isFalse();
    assertThat(commit(journal, "b", "1")).isFalse();
    assertThat(journal.isDurable()).isFalse();
    assertThat(journal.entries("incident")).hasSize(2);

    Journal other = open(folder.toFile());
    other.begin();
    assertThat(other.entry("incident", "a").text()).isEqualTo("1");
    disk.isFull = false;
    other.append(JournalEntry.of("incident", "b", "of another, later", 2));
    assertThat(other.commit()).isTrue();

    assertThat(commit(journal, "c", "1")).isFalse();
    clock.advance(Duration.ofMinutes(1));
    assertThat(commit(journal, "d", "1")).isTrue();
    assertThat(journal.isDurable()).isTrue();
    Journal next = open(folder.toFile());
    next.begin();
    assertThat(next.entry("incident", "a").text()).isEqualTo("2");
    assertThat(next.entry("incident", "b").text()).isEqualTo("of another, later");
    assertThat(next.size()).isEqualTo(4);
    assertThat(written.lines()).singleElement().asString().contains("No space left on device");
  }

  @Test
  void incidentThatClosedWhileTheDiskWasFullIsClosedThere() {
    Journal journal = open(folder.toFile());
    commit(journal, "a", "open");
    disk.isFull = true;
    journal.append(JournalEntry.of("incident", "b", "open", 1));
    journal.append(JournalEntry.removal("incident", "a", 2));
    journal.append(JournalEntry.removal("incident", "b", 2));
    assertThat(journal.commit()).isFalse();
    assertThat(journal.size()).isZero();
    disk.isFull = false;
    clock.advance(Duration.ofMinutes(1));
    assertThat(journal.commit()).isTrue();
    Journal next = open(folder.toFile());
    next.begin();
    assertThat(next.size()).isZero();
  }

  @Test
  void syncThatFailsIsNotDurable() {
    Journal journal = open(folder.toFile());
    disk.syncFails = true;
    assertThat(commit(journal, "a", "1")).isFalse();
    assertThat(journal.isDurable()).isFalse();
    disk.syncFails = false;
    clock.advance(Duration.ofMinutes(1));
    assertThat(journal.commit()).isTrue();
    assertThat(written.lines()).singleElement().asString().contains("Input/output error");
  }

  @Test
  void fileThatCannotBeReplacedGrowsUntilItIsFull() throws IOException {
    Journal journal = open(folder.toFile());
    disk.renameFails = true;
    String text = "x".repeat(200_000);
    int durable = 0;
    for (int i = 0; i < 100; i++) {
      durable += commit(journal, "a", i + text) ? 1 : 0;
    }
    assertThat(durable).isBetween(80, 84);
    assertThat(Files.size(folder.resolve("journal-v1.log")))
        .isLessThanOrEqualTo(JournalFile.MOST_BYTES);
    assertThat(folder.resolve("journal-v1.tmp")).doesNotExist();
    assertThat(journal.entry("incident", "a").text()).isEqualTo(99 + text);
    assertThat(written.lines()).singleElement().asString().contains("cannot be rewritten");

    disk.renameFails = false;
    clock.advance(Duration.ofMinutes(1));
    assertThat(commit(journal, "a", text + text.substring(0, 50_000))).isTrue();
    assertThat(Files.size(folder.resolve("journal-v1.log"))).isLessThan(300_000);
  }

  @Test
  void whereARenameDoesNotReplaceTheFileIsDeletedFirst() throws IOException {
    disk.deletesFirst = true;
    Journal journal = open(folder.toFile());
    for (int i = 0; i < 50; i++) {
      assertThat(commit(journal, "a", i + "x".repeat(5_000))).isTrue();
    }
    assertThat(Files.size(folder.resolve("journal-v1.log"))).isLessThan(80_000);
    Files.move(folder.resolve("journal-v1.log"), folder.resolve("journal-v1.tmp"));
    Journal next = open(folder.toFile());
    next.begin();
    assertThat(next.entry("incident", "a").text()).startsWith("49x");
    assertThat(folder.resolve("journal-v1.tmp")).doesNotExist();
  }

  @Test
  void fileSystemThatDoesNotLockIsUsedAndSaid() {
    disk.lockFails = true;
    Journal one = open(folder.toFile());
    Journal other = open(folder.toFile());
    for (int i = 0; i < 50; i++) {
      assertThat(commit(one, "a", i + "x".repeat(5_000))).isTrue();
      assertThat(commit(other, "b", i + "x".repeat(5_000))).isTrue();
    }
    Journal next = open(folder.toFile());
    next.begin();
    assertThat(next.entry("incident", "a").text()).startsWith("49x");
    assertThat(next.entry("incident", "b").text()).startsWith("49x");
    assertThat(written.lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("No locks available", "local disk"));
  }

  @Test
  void slowDiskIsSaidOnce() {
    Journal journal =
        Journal.open(
            folder.toFile(),
            written.log(),
            clock,
            new Disk() {
              @Override
              void sync(FileDescriptor file) {
                clock.advance(Duration.ofMillis(1_500));
              }
            });
    assertThat(commit(journal, "a", "1")).isTrue();
    assertThat(commit(journal, "a", "2")).isTrue();
    assertThat(written.lines()).singleElement().asString().contains("1500 ms", "faster disk");
  }
}
