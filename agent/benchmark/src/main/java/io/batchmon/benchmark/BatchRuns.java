package io.batchmon.benchmark;

import java.io.IOException;

/** A Spring Batch job of a million items in a warmed-up JVM: what an agent adds to its CPU. */
final class BatchRuns {
  private final Places places;
  private final Rounds rounds;

  BatchRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  void measure(int count, Table table, Table spread) throws IOException, InterruptedException {
    Results<Double> results = rounds.interleave("batch", 1, count, this::cpuSeconds);
    String row = "batch: CPU of a Spring Batch job of a million items";
    table.row(row, results.ratio(Double::doubleValue, Units::seconds));
    spread.row(row, results.spread(Double::doubleValue, Units::seconds));
  }

  private double cpuSeconds(Variant variant) throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, Program.BATCH, variant).reporting();
    if (variant == Variant.BATCHMON) {
      // why: the others know Spring Batch 4 at most, so they have nothing to report
      TimedRuns.checkReceived(Program.BATCH, variant, run.received());
    }
    return Series.of(
                run.output().stream().filter(line -> line.startsWith("BLOCK ")).toList(),
                line -> Double.parseDouble(line.substring("BLOCK ".length())))
            // why: the kernel counts CPU in steps of 10 ms
            .mean()
        / 1e9;
  }
}
