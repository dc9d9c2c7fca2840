import io.batchmon.agent.config.AgentLog;
import io.batchmon.agent.run.Clock;
import io.batchmon.agent.state.Journal;
import io.batchmon.agent.state.JournalEntry;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the journal costs: run by {@code run.sh journal} against the classes of the agent.
 * Arguments: a directory on the disk to measure; then nothing, or what a forked JVM is to measure.
 */
public final class JournalBenchmark {
  private static final int ENTRIES = 10_000;
  private static final int COLD_RUNS = 11;

  private JournalBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    if (arguments.length > 1) {
      forked(arguments[1], directory);
      return;
    }
    Path full = directory.resolve("full");
    if (!Files.exists(full)) {
      fill(full);
    }
    System.out.println("| journal | median | 99 % | worst |\n|---|---|---|---|");
    row("commit of one entry, on this disk", commits(directory.resolve("one"), true));
    Path memory = Path.of("/dev/shm");
    if (Files.isDirectory(memory)) {
      Path there = Files.createTempDirectory(memory, "batchmon");
      row("the same without a disk (/dev/shm)", commits(there.resolve("one"), true));
      row("nothing to write: lock, look, unlock", commits(there.resolve("one"), false));
    }
    row("first commit of a JVM", cold("first", directory.resolve("one")));
    row("first load of " + ENTRIES + " entries in a JVM", cold("load", full));
    System.out.printf(
        Locale.ROOT,
        "%n%d live entries of 500 characters: %.1f MiB on disk, %.1f MiB of heap%n",
        ENTRIES,
        Files.size(full.resolve("journal-v1.log")) / 1048576.0,
        cold("heap", full)[0] / 1048576.0);
  }

  private static Journal open(Path directory) {
    return Journal.open(directory.toFile(), AgentLog.to(System.err), Clock.SYSTEM);
  }

  private static JournalEntry incident(int i) {
    String key = "production|billing|quartz:reports.nightly-" + i + "|FAILED|1a2b3c4d5e6f7a8b";
    return JournalEntry.of("incident", key, "x".repeat(500), 1_767_232_800_000L + i);
  }

  private static void fill(Path directory) {
    Journal journal = open(directory);
    for (int i = 0; i < ENTRIES; i++) {
      journal.append(incident(i));
    }
    journal.commit();
  }

  private static long[] commits(Path directory, boolean isWriting) {
    Journal journal = open(directory);
    long[] nanos = new long[3_000];
    for (int i = -1_000; i < nanos.length; i++) {
      long from = System.nanoTime();
      journal.begin();
      if (isWriting) {
        journal.append(incident(Math.floorMod(i, 20)));
      }
      journal.commit();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - from;
      }
    }
    return nanos;
  }

  private static long[] cold(String what, Path directory) throws IOException {
    long[] figures = new long[COLD_RUNS];
    for (int i = 0; i < figures.length; i++) {
      List<String> command =
          List.of(
              System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
              "-Xmx128m",
              "-cp",
              System.getProperty("java.class.path"),
              JournalBenchmark.class.getName(),
              directory.toString(),
              what);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      figures[i] = Long.parseLong(out.trim());
    }
    return figures;
  }

  private static void forked(String what, Path directory) {
    long before = what.equals("heap") ? liveBytes() : System.nanoTime();
    Journal journal = open(directory);
    journal.begin();
    if (what.equals("first")) {
      journal.append(incident(0));
    }
    journal.commit();
    long after = what.equals("heap") ? liveBytes() : System.nanoTime();
    int least = what.equals("first") ? 1 : ENTRIES;
    System.out.println(journal.size() < least ? -1 : after - before);
  }

  private static long liveBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static void row(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f ms | %.3f ms | %.3f ms |%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }
}
