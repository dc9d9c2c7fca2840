package io.batchmon.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** An HTTP call in a warmed-up JVM: what an agent adds to it, in a job and outside. */
final class HttpRuns {
  private final Places places;
  private final Rounds rounds;

  HttpRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /** One JVM, per call: medians of the blocks, of the calling thread alone; spans received. */
  record Cost(
      double outsideNanos,
      double outsideBytes,
      double insideNanos,
      double insideBytes,
      int jobs,
      int calls) {
    static Cost of(List<String> output, Received received) {
      return new Cost(
          median(output, "OUTSIDE ", 1),
          median(output, "OUTSIDE ", 2),
          median(output, "BLOCK ", 1),
          median(output, "BLOCK ", 2),
          received.count("http.calls"),
          received.count("GET"));
    }

    private static double median(List<String> output, String where, int column) {
      List<String[]> blocks =
          output.stream()
              .filter(line -> line.startsWith(where))
              .map(line -> line.split(" ", -1))
              .toList();
      return Series.of(blocks, block -> Double.parseDouble(block[column])).median();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "outside_ns=%.0f outside_bytes=%.0f inside_ns=%.0f inside_bytes=%.0f jobs=%d calls=%d",
          outsideNanos,
          outsideBytes,
          insideNanos,
          insideBytes,
          jobs,
          calls);
    }
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    Results<Cost> results = rounds.interleave("http", 1, count, this::cost);
    table
        .row("http: CPU per call in a job", results.added(Cost::insideNanos, Units::nanos))
        .row("http: allocated per call in a job", results.added(Cost::insideBytes, Units::bytes))
        .row("http: CPU per call outside", results.added(Cost::outsideNanos, Units::nanos))
        .row("http: allocated per call outside", results.added(Cost::outsideBytes, Units::bytes))
        .row("http: spans of calls received", results.reported(c -> Units.count(c.calls())))
        .row("http: the job's span received", results.reported(c -> Units.count(c.jobs())));
  }

  private Cost cost(Variant variant) throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, Program.HTTP, variant).reporting();
    TimedRuns.checkReceived(Program.HTTP, variant, run.received());
    return Cost.of(run.output(), run.received());
  }
}
