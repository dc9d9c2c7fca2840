package io.batchmon.agent.alert;

/** That a run ended: as much of it as decides about an incident. Immutable. */
final class Occurrence {
  private final boolean failure;
  private final int count;
  private final String jvm;
  private final long startMillis;
  private final long startNanos;
  private final long endMillis;
  private final long periodMillis;

  /**
   * One run, or several failed ones that were folded.
   *
   * @param count how many failures it stands for; 0 for a success
   * @param jvm where it ran: in one JVM the monotonic clock orders runs, between two the wall clock
   * @param periodMillis from one scheduled time to the next, or 0 where none is known
   */
  Occurrence(
      int count, String jvm, long startMillis, long startNanos, long endMillis, long periodMillis) {
    this.failure = count > 0;
    this.count = count;
    this.jvm = jvm;
    this.startMillis = startMillis;
    this.startNanos = startNanos;
    this.endMillis = endMillis;
    this.periodMillis = periodMillis;
  }

  boolean isFailure() {
    return failure;
  }

  int count() {
    return count;
  }

  String jvm() {
    return jvm;
  }

  /** Epoch milliseconds. */
  long startMillis() {
    return startMillis;
  }

  long startNanos() {
    return startNanos;
  }

  /** Epoch milliseconds. */
  long endMillis() {
    return endMillis;
  }

  long periodMillis() {
    return periodMillis;
  }
}
