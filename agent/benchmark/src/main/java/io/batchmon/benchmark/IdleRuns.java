package io.batchmon.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program "boot" after its work: what an agent keeps while nothing happens. */
final class IdleRuns {
  /** Keep-alive timers and connection pools of the program are quiet by then. */
  private static final long SETTLE_SECONDS = 15;

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]*)\" #\\d+");

  private final Places places;
  private final Rounds rounds;

  IdleRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /**
   * What lives.
   *
   * @param heapBytes of live objects, after a full collection
   * @param threads Java threads, without those of the compiler, which come and go
   */
  record Idle(long heapBytes, int threads) {
    static Idle of(String histogram, String threadDump) {
      Matcher total = TOTAL.matcher(histogram);
      if (!total.find()) {
        throw new IllegalArgumentException("no total in the histogram");
      }
      int threads =
          (int)
              THREAD
                  .matcher(threadDump)
                  .results()
                  .map(thread -> thread.group(1))
                  .filter(name -> !name.contains("CompilerThread"))
                  .filter(name -> !name.equals("Attach Listener"))
                  .count();
      return new Idle(Long.parseLong(total.group(1)), threads);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "heap=%d threads=%d", heapBytes, threads);
    }
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    Results<Idle> results = rounds.interleave("idle", 0, count, this::idle);
    table
        .row("idle: live heap, more than without", results.added(Idle::heapBytes, Units::mebibytes))
        .row("idle: threads, more than without", results.added(Idle::threads, Units::count));
  }

  private Idle idle(Variant variant) throws IOException, InterruptedException, RunFailed {
    try (Sink sink = new Sink()) {
      Process process = new Launch(places, Program.BOOT, variant).idle(sink.endpoint());
      try {
        awaitReady(process);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        jcmd(process, "GC.run");
        Idle idle = Idle.of(jcmd(process, "GC.class_histogram"), jcmd(process, "Thread.print"));
        process.getOutputStream().close();
        if (!process.waitFor(Launch.LIMIT_SECONDS, TimeUnit.SECONDS)) {
          throw new RunFailed("did not end when stdin was closed");
        }
        TimedRuns.checkReceived(Program.BOOT, variant, sink.received());
        return idle;
      } finally {
        Launch.kill(process);
      }
    }
  }

  private static void awaitReady(Process process) throws IOException, RunFailed {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line;
    while ((line = lines.readLine()) != null) {
      if (line.equals("READY")) {
        return;
      }
    }
    throw new RunFailed("ended before it was idle");
  }

  private String jcmd(Process process, String command)
      throws IOException, InterruptedException, RunFailed {
    Path jcmd = Optional.ofNullable(places.java().getParent()).orElse(Path.of("")).resolve("jcmd");
    Process tool =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String answer = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tool.waitFor() != 0) {
      throw new RunFailed("jcmd " + command + ": " + answer);
    }
    return answer;
  }
}
