package io.batchmon.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** How long the program "once" takes to be gone after its main() is over. */
final class ExitRuns {
  private static final int WAITING_CONNECTIONS = 200;

  private final Places places;
  private final Rounds rounds;

  ExitRuns(Places places, Rounds rounds) {
    this.places = places;
    this.rounds = rounds;
  }

  void measure(int count, Table table) throws IOException, InterruptedException {
    row(table, "takes everything", count, this::healthy);
    row(table, "refuses", count, this::refused);
    row(table, "accepts and stays silent", count, this::silent);
  }

  private void row(Table table, String collector, int count, Rounds.Measure<Double> measure)
      throws IOException, InterruptedException {
    Results<Double> results = rounds.interleave("exit " + collector, 0, count, measure);
    table.row(
        "exit: the collector " + collector, results.added(Double::doubleValue, Units::seconds));
  }

  private Double healthy(Variant variant) throws IOException, InterruptedException, RunFailed {
    Run run = new Launch(places, Program.ONCE, variant).reporting();
    TimedRuns.checkReceived(Program.ONCE, variant, run.received());
    return run.exitSeconds();
  }

  private Double refused(Variant variant) throws IOException, InterruptedException, RunFailed {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    return new Launch(places, Program.ONCE, variant).run("http://127.0.0.1:" + port).exitSeconds();
  }

  private Double silent(Variant variant) throws IOException, InterruptedException, RunFailed {
    // why: never accepted by us; the kernel completes the connection and nothing answers
    try (ServerSocket socket =
        new ServerSocket(0, WAITING_CONNECTIONS, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + socket.getLocalPort();
      return new Launch(places, Program.ONCE, variant).run(endpoint).exitSeconds();
    }
  }
}
