package io.batchmon.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A record that is sent by Kafka in a warmed-up JVM: what an agent adds, in a job and outside. */
final class MessageRuns {
  private final Places places;
  private final Rounds rounds;

  MessageRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  /** One JVM, per record: medians of the blocks, of the two threads together; spans received. */
  record Cost(
      double outsideNanos,
      double outsideBytes,
      double insideNanos,
      double insideBytes,
      int messages) {
    static Cost of(List<String> output, Received received) {
      return new Cost(
          column(output, "outside", 2),
          column(output, "outside", 3),
          column(output, "inside", 2),
          column(output, "inside", 3),
          Program.SENDS.stream().mapToInt(received::count).sum());
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
          "outside_ns=%.0f outside_bytes=%.0f inside_ns=%.0f inside_bytes=%.0f messages=%d",
          outsideNanos,
          outsideBytes,
          insideNanos,
          insideBytes,
          messages);
    }
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    try (Broker broker = Broker.start(places)) {
      Results<Cost> results =
          rounds.interleave("message", 1, count, variant -> cost(broker, variant));
      table
          .row("message: CPU per record in a job", results.added(Cost::insideNanos, Units::nanos))
          .row(
              "message: allocated per record in a job",
              results.added(Cost::insideBytes, Units::bytes))
          .row("message: CPU per record outside", results.added(Cost::outsideNanos, Units::nanos))
          .row(
              "message: allocated per record outside",
              results.added(Cost::outsideBytes, Units::bytes))
          .row(
              "message: spans of records received",
              results.reported(cost -> Units.count(cost.messages())));
    }
  }

  private Cost cost(Broker broker, Variant variant)
      throws IOException, InterruptedException, RunFailed {
    Run run =
        new Launch(places, Program.MESSAGE, variant)
            .reporting("-Dbroker.servers=" + broker.servers());
    TimedRuns.checkReceived(Program.MESSAGE, variant, run.received());
    return Cost.of(run.output(), run.received());
  }
}
