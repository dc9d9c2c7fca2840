package io.batchmon.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A task on a thread pool in a warmed-up JVM: what an agent adds to it, in a job and outside. */
final class PoolRuns {
  private final Places places;
  private final Rounds rounds;

  PoolRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /** One JVM, per task: medians of the blocks, of the two threads together. */
  record Cost(double outsideNanos, double outsideBytes, double insideNanos, double insideBytes) {
    static Cost of(List<String> output) {
      List<String[]> blocks =
          output.stream()
              .filter(line -> line.startsWith("BLOCK "))
              .map(line -> line.split(" ", -1))
              .toList();
      return new Cost(median(blocks, 1), median(blocks, 2), median(blocks, 3), median(blocks, 4));
    }

    private static double median(List<String[]> blocks, int column) {
      return Series.of(blocks, block -> Double.parseDouble(block[column])).median();
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
    Results<Cost> results = rounds.interleave("pool", 1, count, this::cost);
    table
        .row("pool: CPU per task in a job", results.added(Cost::insideNanos, Units::nanos))
        .row("pool: allocated per task in a job", results.added(Cost::insideBytes, Units::bytes))
        .row("pool: CPU per task outside", results.added(Cost::outsideNanos, Units::nanos))
        .row("pool: allocated per task outside", results.added(Cost::outsideBytes, Units::bytes));
  }

  private Cost cost(Variant variant) throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, Program.POOL, variant).reporting();
    TimedRuns.checkReceived(Program.POOL, variant, run.received());
    return Cost.of(run.output());
  }
}
