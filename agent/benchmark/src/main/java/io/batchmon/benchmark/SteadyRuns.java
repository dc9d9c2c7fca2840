package io.batchmon.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One Quartz run, or one request, in a warmed-up JVM: what an agent adds to it. */
final class SteadyRuns {
  private final Places places;
  private final Rounds rounds;

  SteadyRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /**
   * One JVM, per Quartz run.
   *
   * @param threadNanos CPU of the thread that runs the jobs, median of the blocks
   * @param processNanos CPU of the whole process, the exporters too; the mean of the blocks,
   *     because the kernel counts it in steps of 10 ms
   * @param bytes allocated by the thread, median of the blocks
   * @param delivered spans that arrived, of all runs of this JVM
   */
  record Cost(double threadNanos, double processNanos, double bytes, int delivered) {
    static Cost of(List<String> output, int delivered) {
      List<String[]> blocks =
          output.stream()
              .filter(line -> line.startsWith("BLOCK "))
              .map(line -> line.split(" ", -1))
              .toList();
      return new Cost(
          column(blocks, 1).median(),
          column(blocks, 2).mean(),
          column(blocks, 3).median(),
          delivered);
    }

    private static Series column(List<String[]> blocks, int column) {
      return Series.of(blocks, block -> Double.parseDouble(block[column]));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "thread_ns=%.0f process_ns=%.0f bytes=%.0f spans=%d",
          threadNanos,
          processNanos,
          bytes,
          delivered);
    }
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    measure(Program.STEADY, "job", "Quartz run", Program.STEADY_RUNS, count, table);
  }

  /** The same of a request over a connection that is kept alive. */
  void measureRequests(int count, Table table) throws IOException, InterruptedException {
    measure(Program.SERVLET, "server", "request", Program.SERVLET_REQUESTS, count, table);
  }

  /** The same of a request that has a database execute a statement. */
  void measureStatements(int count, Table table) throws IOException, InterruptedException {
    measure(
        Program.STATEMENT,
        "server",
        "request with a statement",
        Program.SERVLET_REQUESTS,
        count,
        table);
  }

  private void measure(Program program, String whose, String what, int runs, int count, Table table)
      throws IOException, InterruptedException {
    String title = program.title();
    Results<Cost> results = rounds.interleave(title, 1, count, variant -> cost(program, variant));
    table
        .row(
            title + ": CPU of the " + whose + "'s thread per " + what,
            results.added(Cost::threadNanos, Units::nanos))
        .row(
            title + ": CPU of the process per " + what,
            results.added(Cost::processNanos, Units::nanos))
        .row(
            title + ": allocated on the " + whose + "'s thread per " + what,
            results.added(Cost::bytes, Units::bytes))
        .row(
            title + ": spans received at full speed, of " + Units.count(runs),
            results.reported(cost -> Units.count(cost.delivered())));
  }

  private Cost cost(Program program, Variant variant)
      throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, program, variant).reporting();
    Set<String> jobs = program.jobSpans();
    TimedRuns.checkReceived(program, variant, run.received());
    int delivered =
        jobs.stream().mapToInt(job -> run.received().spans().getOrDefault(job, 0)).sum();
    return Cost.of(run.output(), delivered);
  }
}
