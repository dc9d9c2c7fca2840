package io.batchmon.agent.alert;

/** How a channel is doing, for people. Immutable. */
public final class ChannelStatus {
  private final String name;
  private final boolean closed;
  private final long sent;
  private final long failed;
  private final long refused;
  private final long dropped;
  private final int waiting;
  private final String lastError;

  ChannelStatus(
      String name,
      boolean closed,
      long sent,
      long failed,
      long refused,
      long dropped,
      int waiting,
      String lastError) {
    this.name = name;
    this.closed = closed;
    this.sent = sent;
    this.failed = failed;
    this.refused = refused;
    this.dropped = dropped;
    this.waiting = waiting;
    this.lastError = lastError;
  }

  public String name() {
    return name;
  }

  /** Whether it has refused for good. */
  public boolean isClosed() {
    return closed;
  }

  /** Messages that it took. */
  public long sent() {
    return sent;
  }

  /** Tries that failed and were or will be repeated. */
  public long failed() {
    return failed;
  }

  /** Messages that it will never take. */
  public long refused() {
    return refused;
  }

  /** Messages for which the queue had no room. */
  public long dropped() {
    return dropped;
  }

  /** Messages not yet taken. */
  public int waiting() {
    return waiting;
  }

  /** Why the last try that failed did, or empty. Without any address. */
  public String lastError() {
    return lastError;
  }
}
