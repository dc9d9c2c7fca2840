package io.batchmon.agent.telemetry;

import io.opentelemetry.api.common.Attributes;

/** What somebody else counts: our counter gets what it rose by since the last look. */
final class RunningTotal {
  private final Instrument counter;
  private final Attributes attributes;
  private long last;

  /**
   * A total and its counter.
   *
   * @param from the total from which on is counted
   */
  RunningTotal(Instrument counter, Attributes attributes, long from) {
    this.counter = counter;
    this.attributes = attributes;
    this.last = from;
  }

  /** The total now; one that fell began anew. */
  void now(long total) {
    counter.add(attributes, total >= last ? total - last : total);
    last = total;
  }
}
