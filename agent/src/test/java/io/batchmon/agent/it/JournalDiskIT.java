package io.batchmon.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.state.Journal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Disks that the kernel refuses to write to: a JVM goes on in memory, and says so in one line. */
class JournalDiskIT {
  private static final int COMMITS = 60;

  @TempDir Path folder;

  private record Ended(List<String> out, List<String> err, int exitCode) {
    private long committed() {
      return out.stream().filter(line -> line.startsWith("committed ")).count();
    }
  }

  static List<Jdk> jdks() {
    return Jdk.all().toList();
  }

  /** The shell ends with {@code exec "$@"}, which is the writer. */
  private Ended run(Jdk jdk, String shell, Path directory) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
    command.add(jdk.java().toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", Programs.CLASSES + File.pathSeparator + "target/classes"));
    command.add("io.batchmon.agent.state.JournalWriter");
    command.addAll(List.of(directory.toString(), "a", "1", Integer.toString(COMMITS)));
    command.addAll(List.of(Integer.toString(Integer.MAX_VALUE), "unix"));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(Files.readAllLines(out), Files.readAllLines(err), process.exitValue());
  }

  private static Journal journal(Path directory) {
    return Journal.open(directory.toFile(), AgentLog.to(System.err), Clock.SYSTEM);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void fullDiskKeepsWhatWasCommitted(Jdk jdk) throws Exception {
    Path directory = folder.resolve("state");
    Ended ended = run(jdk, "ulimit -f 40 && exec \"$@\"", directory);
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).endsWith("done").contains("in memory " + COMMITS);
    assertThat(ended.err()).singleElement().asString().contains("too large", "in memory only");
    assertThat(ended.committed()).isBetween(5L, 40L);
    assertThat(Files.size(directory.resolve("journal-v1.log"))).isEqualTo(40 * 1024);

    Journal journal = journal(directory);
    journal.begin();
    assertThat(journal.entry("writer", "a").text()).isEqualTo("" + ended.committed());
    assertThat(journal.commit()).isTrue();
    Ended next = run(jdk, "exec \"$@\"", directory);
    assertThat(next.err()).isEmpty();
    assertThat(next.committed()).isEqualTo(COMMITS);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void directoryThatMayNotBeWrittenIsMemoryOnly(Jdk jdk) throws Exception {
    Path directory = Files.createDirectories(folder.resolve("state"));
    setMode(directory, "r-xr-xr-x");
    // why: root may write everywhere unless it gives that up
    Ended ended =
        run(
            jdk,
            "if [ $(id -u) = 0 ]; then exec setpriv --bounding-set -dac_override \"$@\"; fi;"
                + " exec \"$@\"",
            directory.resolve("production"));
    setMode(directory, "rwx------");
    assertThat(ended.err()).singleElement().asString().contains("cannot be made", "in memory only");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).endsWith("done").contains("in memory 1").hasSize(COMMITS + 1);
    assertThat(directory).isEmptyDirectory();
  }

  private static void setMode(Path directory, String mode) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
  }
}
