package io.batchmon.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A row that is inserted in a warmed-up JVM, in a job and outside, and a statement of a request.
 */
final class SqlRuns {
  private final Places places;
  private final Rounds rounds;

  SqlRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /** One JVM, per row: medians of the blocks. */
  record Cost(
      double outsideNanos,
      double outsideBytes,
      double insideNanos,
      double insideBytes,
      double batchNanos,
      double batchBytes) {
    static Cost of(List<String> output) {
      return new Cost(
          column(output, "outside", 2),
          column(output, "outside", 3),
          column(output, "inside", 2),
          column(output, "inside", 3),
          column(output, "batches", 2),
          column(output, "batches", 3));
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
          "outside_ns=%.0f outside_bytes=%.0f inside_ns=%.0f inside_bytes=%.0f"
              + " batch_ns=%.0f batch_bytes=%.0f",
          outsideNanos,
          outsideBytes,
          insideNanos,
          insideBytes,
          batchNanos,
          batchBytes);
    }
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    Results<Cost> results = rounds.interleave("sql", 1, count, this::cost);
    table
        .row("sql: CPU per insert in a job", results.added(Cost::insideNanos, Units::nanos))
        .row("sql: allocated per insert in a job", results.added(Cost::insideBytes, Units::bytes))
        .row("sql: CPU per row of a batch in a job", results.added(Cost::batchNanos, Units::nanos))
        .row("sql: allocated per row of a batch", results.added(Cost::batchBytes, Units::bytes))
        .row("sql: CPU per insert outside a run", results.added(Cost::outsideNanos, Units::nanos))
        .row("sql: allocated per insert outside", results.added(Cost::outsideBytes, Units::bytes));
    new SteadyRuns(places, rounds).measureStatements(count, table);
  }

  private Cost cost(Variant variant) throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, Program.SQL, variant).reporting();
    TimedRuns.checkReceived(Program.SQL, variant, run.received());
    return Cost.of(run.output());
  }
}
