package io.batchmon.agent.alert;

/** How one try to deliver a message ended. What it says never contains the address. */
final class Delivery {
  enum State {
    DELIVERED,
    /** Try again, not before a given time. */
    RETRY_AFTER,
    /** Try again, later and later. */
    FAILED,
    /** This message will never be taken; others may. */
    REFUSED,
    /** No message will ever be taken. */
    CLOSED
  }

  private final State state;
  private final String reason;
  private final long millis;

  private Delivery(State state, String reason, long millis) {
    this.state = state;
    this.reason = reason;
    this.millis = millis;
  }

  static Delivery delivered() {
    return new Delivery(State.DELIVERED, "", 0);
  }

  static Delivery retryAfter(long millis, String reason) {
    return new Delivery(State.RETRY_AFTER, reason, millis);
  }

  static Delivery failed(String reason) {
    return new Delivery(State.FAILED, reason, 0);
  }

  static Delivery refused(String reason) {
    return new Delivery(State.REFUSED, reason, 0);
  }

  /**
   * For ever.
   *
   * @param reason with the remedy
   */
  static Delivery closed(String reason) {
    return new Delivery(State.CLOSED, reason, 0);
  }

  State state() {
    return state;
  }

  /** Empty where it was delivered. */
  String reason() {
    return reason;
  }

  /** Of {@link State#RETRY_AFTER}. */
  long millis() {
    return millis;
  }
}
