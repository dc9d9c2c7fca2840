package io.batchmon.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A line through Logback in a warmed-up JVM, in a job and outside: what an agent adds to it. */
final class LogRuns {
  private final Places places;
  private final Rounds rounds;

  LogRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /** One JVM, per line: medians of the blocks. */
  record Cost(double outsideNanos, double outsideBytes, double insideNanos, double insideBytes) {
    static Cost of(List<String> output) {
      return new Cost(
          column(output, "outside", 2),
          column(output, "outside", 3),
          column(output, "inside", 2),
          column(output, "inside", 3));
    }

    private static double column(List<String> output, String where, int column) {
      return Series.of(
              output.stream().filter(line -> line.startsWith("BLOCK " + where + " ")).toList(),
              line -> Double.parseDouble(line.split(" ", -1)[column]))
          .median();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "outside_ns=%.0f outside_bytes=%.0f inside_ns=%.0f inside_bytes=%.0f",
          outsideNanos,
          outsideBytes,
          insideNanos,
          insideBytes);
    }
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    Results<Cost> results = rounds.interleave("log", 1, count, this::cost);
    table
        .row("log: CPU per line outside a run", results.added(Cost::outsideNanos, Units::nanos))
        .row("log: allocated per line outside", results.added(Cost::outsideBytes, Units::bytes))
        .row("log: CPU per line in a job", results.added(Cost::insideNanos, Units::nanos))
        .row("log: allocated per line in a job", results.added(Cost::insideBytes, Units::bytes));
  }

  private Cost cost(Variant variant) throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, Program.LOG, variant).reporting();
    TimedRuns.checkReceived(Program.LOG, variant, run.received());
    return Cost.of(run.output());
  }
}
