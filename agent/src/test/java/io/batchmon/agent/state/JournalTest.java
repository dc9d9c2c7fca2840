package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  private final Written written = new Written();
  private final TickingClock clock = new TickingClock();

  private Path directory() {
    return folder.resolve("production").resolve("billing");
  }

  private Path file() {
    return directory().resolve("journal-v1.log");
  }

  private Journal open() {
    return open(new Disk());
  }

  private Journal open(Disk disk) {
    return Journal.open(directory().toFile(), written.log(), clock, disk);
  }

  private static JournalEntry entry(String key, String text) {
    return JournalEntry.of("incident", key, text, 1);
  }

  private static List<String> texts(Journal journal) {
    return journal.entries("incident").stream()
        .map(entry -> entry.key() + "=" + entry.text())
        .toList();
  }

  @Test
  void nextJvmHasWhatWasCommitted() {
    Journal first = open();
    first.begin();
    first.append(entry("nightly", "open"));
    first.append(JournalEntry.of("pending", "1", "line 1\nline 2\t\\ \r \u00e9 \ud83d\ude00", 7));
    assertThat(first.commit()).isTrue();

    Journal next = open();
    next.begin();
    assertThat(texts(next)).containsExactly("nightly=open");
    JournalEntry pending = next.entry("pending", "1");
    assertThat(pending.text()).isEqualTo("line 1\nline 2\t\\ \r \u00e9 \ud83d\ude00");
    assertThat(pending.millis()).isEqualTo(7);
    assertThat(next.size()).isEqualTo(2);
    assertThat(next.isDurable()).isTrue();
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void lastOneWinsAndEmptyRemoves() {
    Journal journal = open();
    journal.begin();
    journal.append(entry("a", "1"));
    journal.append(entry("b", "1"));
    journal.append(entry("c", "1"));
    journal.append(entry("a", "2"));
    journal.append(JournalEntry.removal("incident", "b", 2));
    journal.append(JournalEntry.removal("incident", "never there", 2));
    assertThat(texts(journal)).containsExactly("c=1", "a=2");
    journal.commit();

    Journal next = open();
    next.begin();
    assertThat(texts(next)).containsExactly("c=1", "a=2");
    assertThat(next.size()).isEqualTo(2);
  }

  @Test
  void whatIsNotCommittedIsNotThere() throws IOException {
    Journal journal = open();
    journal.append(entry("a", "1"));
    assertThat(texts(journal)).containsExactly("a=1");
    assertThat(directory()).doesNotExist();
    assertThat(journal.commit()).isTrue();
    journal.append(entry("a", "2"));
    journal.close();

    Journal next = open();
    next.begin();
    assertThat(texts(next)).containsExactly("a=1");
  }

  @Test
  void oneJvmSeesWhatTheOtherAppended() {
    Journal one = open();
    Journal other = open();
    one.append(entry("a", "1"));
    one.commit();
    other.begin();
    assertThat(texts(other)).containsExactly("a=1");
    other.append(entry("a", "2"));
    other.append(entry("b", "1"));
    other.commit();
    assertThat(texts(one)).containsExactly("a=1");
    one.begin();
    assertThat(texts(one)).containsExactly("a=2", "b=1");
    one.commit();
  }

  @Test
  void fileIsRewrittenAndTheOthersFollow() throws IOException {
    Journal one = open();
    Journal other = open();
    one.append(entry("kept", "as it was"));
    one.commit();
    other.begin();
    other.commit();
    String text = "x".repeat(4_000);
    long most = 0;
    for (int i = 0; i < 200; i++) {
      one.append(entry("changing", i + text));
      assertThat(one.commit()).isTrue();
      most = Math.max(most, Files.size(file()));
    }
    assertThat(most).isBetween(40_000L, 70_000L);
    other.begin();
    assertThat(texts(other)).containsExactly("kept=as it was", "changing=199" + text);
    other.append(entry("kept", "changed"));
    other.commit();
    one.begin();
    assertThat(texts(one)).containsExactly("changing=199" + text, "kept=changed");
    assertThat(directory()).isDirectoryNotContaining("glob:**.tmp");
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void directoriesAndFilesAreTheOwnersAlone() throws IOException {
    Journal journal = open();
    for (int i = 0; i < 20; i++) {
      journal.append(entry("a", "x".repeat(9_000)));
      journal.commit();
    }
    for (Path made : List.of(directory(), directory().getParent())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rwx------");
    }
    try (var files = Files.list(directory())) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void twoAgentsInOneJvmKeepEachOtherOut() throws Exception {
    int commits = 40;
    AtomicInteger rounds = new AtomicInteger();
    Thread[] agents = new Thread[3];
    for (int i = 0; i < agents.length; i++) {
      Journal journal = open();
      agents[i] =
          new Thread(
              () -> {
                for (int n = 0; n < commits; n++) {
                  journal.begin();
                  JournalEntry before = journal.entry("counter", "all");
                  int count = before == null ? 0 : Integer.parseInt(before.text());
                  journal.append(JournalEntry.of("counter", "all", Integer.toString(count + 1), n));
                  journal.commit();
                  rounds.incrementAndGet();
                }
              });
      agents[i].start();
    }
    for (Thread agent : agents) {
      agent.join();
    }
    assertThat(written.lines()).isEmpty();
    Journal journal = open();
    journal.begin();
    assertThat(journal.entry("counter", "all").text()).isEqualTo("120");
    assertThat(rounds).hasValue(120);
  }

  @Test
  void whoDoesNotLetGoHoldsNobodyUp() throws Exception {
    Journal stuck = open();
    stuck.begin();
    Journal journal = open();
    long before = System.nanoTime();
    journal.append(entry("a", "1"));
    assertThat(journal.commit()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(490), Duration.ofSeconds(5));
    before = System.nanoTime();
    journal.append(entry("b", "1"));
    assertThat(journal.commit()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(400));
    assertThat(written.lines()).hasSize(1).first().asString().contains("does not let go");

    stuck.append(entry("c", "1"));
    assertThat(stuck.commit()).isTrue();
    Journal next = open();
    next.begin();
    assertThat(texts(next)).containsExactlyInAnyOrder("a=1", "b=1", "c=1");
    assertThat(next.damaged()).isZero();
  }

  @Test
  void interruptIsKeptAndChangesNothing() {
    Journal journal = open();
    Thread.currentThread().interrupt();
    journal.append(entry("a", "1"));
    assertThat(journal.commit()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written.lines()).isEmpty();
  }

  @Test
  void deletedDirectoryIsMadeAgain() throws IOException {
    Journal journal = open();
    journal.append(entry("a", "1"));
    journal.commit();
    Files.delete(file());
    Files.delete(directory().resolve("journal.lock"));
    Files.delete(directory());
    journal.begin();
    assertThat(texts(journal)).isEmpty();
    journal.append(entry("b", "1"));
    assertThat(journal.commit()).isTrue();

    Journal next = open();
    next.begin();
    assertThat(texts(next)).containsExactly("b=1");
  }

  @Test
  void lockFileThatWasReplacedIsNotedByAll() throws Exception {
    Journal one = open();
    one.append(entry("a", "1"));
    one.commit();
    Path lock = directory().resolve("journal.lock");
    Files.delete(lock);
    Files.createFile(lock);
    Files.setLastModifiedTime(lock, java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    Journal other = open();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              other.begin();
              held.countDown();
              try {
                enough.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
              }
              other.commit();
            });
    holder.start();
    assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    one.begin();
    assertThat(written.lines()).hasSize(1).first().asString().contains("does not let go");
    enough.countDown();
    holder.join();
  }

  @Test
  void tooLargeEntryIsNotKept() {
    Journal journal = open();
    journal.append(entry("a", "x".repeat(JournalEntry.MOST_TEXT + 1)));
    journal.append(entry("k".repeat(JournalEntry.MOST_KEY), "x"));
    journal.append(entry("b", "\n".repeat(JournalEntry.MOST_TEXT)));
    assertThat(journal.commit()).isTrue();
    assertThat(journal.dropped()).isEqualTo(2);
    assertThat(written.lines()).hasSize(1).first().asString().contains("too large");

    Journal next = open();
    next.begin();
    assertThat(texts(next)).containsExactly("b=" + "\n".repeat(JournalEntry.MOST_TEXT));
  }

  @Test
  void oldestGoWhenThereIsNoRoomForAll() throws IOException {
    Journal journal = open();
    String text = "x".repeat(250_000);
    for (int i = 0; i < 100; i++) {
      journal.append(JournalEntry.of("incident", "k" + i, text, i));
      assertThat(journal.commit()).isTrue();
      assertThat(Files.size(file())).isLessThanOrEqualTo(JournalFile.MOST_BYTES);
    }
    assertThat(journal.dropped()).isBetween(34L, 60L);
    assertThat(journal.entry("incident", "k0")).isNull();
    assertThat(journal.entry("incident", "k99")).isNotNull();
    assertThat(written.lines()).hasSize(1).first().asString().contains("is full");
  }

  @Test
  void withoutADirectoryItIsMemoryOnlyAndSilent() {
    Journal journal = Journal.open(null, written.log(), clock);
    journal.begin();
    journal.append(entry("a", "1"));
    assertThat(journal.commit()).isFalse();
    assertThat(journal.isDurable()).isFalse();
    assertThat(texts(journal)).containsExactly("a=1");
    for (int i = 0; i < 100; i++) {
      journal.append(entry("k" + i, "x".repeat(250_000)));
    }
    assertThat(journal.dropped()).isPositive();
    assertThat(written.lines()).isEmpty();
  }
}
