package io.batchmon.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenWorkTest {
  @TempDir private Path folder;
  @TempDir private Path elsewhere;

  private File directory() {
    return folder.resolve("a").resolve("b").toFile();
  }

  private Path file() {
    return directory().toPath().resolve("open-one");
  }

  /** A copy that nobody has locked, as the operating system leaves it when a JVM is gone. */
  private byte[] leave(String text) throws IOException {
    OpenWork dead = new OpenWork(elsewhere.toFile(), "one");
    assertThat(dead.keep(text)).isTrue();
    byte[] bytes = Files.readAllBytes(elsewhere.resolve("open-one"));
    dead.clear();
    Files.createDirectories(directory().toPath());
    Files.write(file(), bytes);
    return bytes;
  }

  @Test
  void whatIsLeftIsTakenOnceAndForgottenWhenItIsDealtWith() throws IOException {
    leave("two runs");
    OpenWork next = new OpenWork(directory(), "two");
    OpenWork other = new OpenWork(directory(), "three");

    assertThat(next.take()).containsOnlyKeys("open-one").containsValue("two runs");
    assertThat(next.take()).isEmpty();
    assertThat(other.take()).as("locked by the one that took it").isEmpty();
    next.forget();
    assertThat(file()).doesNotExist();
  }

  @Test
  void shorterTextTakesTheWholePlaceOfALongerOne() throws IOException {
    OpenWork work = new OpenWork(directory(), "one");
    assertThat(work.keep("x".repeat(5000))).isTrue();
    assertThat(work.keep("short")).isTrue();
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Files.copy(file(), directory().toPath().resolve("open-copy"));

    assertThat(new OpenWork(directory(), "two").take())
        .as("what lives is left alone")
        .containsOnlyKeys("open-copy")
        .containsValue("short");
    work.clear();
    assertThat(file()).doesNotExist();
  }

  @Test
  void whatIsCutOrDamagedAnywhereIsLeftAlone() throws IOException {
    byte[] whole = leave("seen=1\nrun=a\n");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThat(new OpenWork(directory(), "two").take()).as("cut at %s", length).isEmpty();
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 4;
      Files.write(file(), damaged);
      assertThat(new OpenWork(directory(), "two").take()).as("damaged at %s", at).isEmpty();
    }
    assertThat(file()).exists();
    Files.setLastModifiedTime(file(), FileTime.fromMillis(System.currentTimeMillis() - 7_200_000));
    assertThat(new OpenWork(directory(), "two").take()).isEmpty();
    assertThat(file()).as("swept when it is old").doesNotExist();
  }

  @Test
  void directoryThatCannotBeMadeIsNoFailure() throws IOException {
    Files.writeString(folder.resolve("a"), "a file");
    OpenWork work = new OpenWork(directory(), "one");

    assertThat(work.keep("text")).isFalse();
    assertThat(work.take()).isEmpty();
    work.clear();
  }
}
