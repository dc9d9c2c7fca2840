package io.batchmon.agent.alert;

/** How one try to deliver a message ended. What it says never contains the address. */
public final class Delivery {
  public enum State {
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

  public static Delivery delivered() {
    return new Delivery(State.DELIVERED, "", 0);
  }

  public static Delivery retryAfter(long millis, String reason) {
    return new Delivery(State.RETRY_AFTER, reason, millis);
  }

  public static Delivery failed(String reason) {
    return new Delivery(State.FAILED, reason, 0);
  }

  public static Delivery refused(String reason) {
    return new Delivery(State.REFUSED, reason, 0);
  }

  /**
   * For ever.
   *
   * @param reason with the remedy
   */
  public static Delivery closed(String reason) {
    return new Delivery(State.CLOSED, reason, 0);
  }

  public State state() {
    return state;
  }

  /** Empty where it was delivered. */
  public String reason() {
    return reason;
  }

  /** Of {@link State#RETRY_AFTER}. */
  public long millis() {
    return millis;
  }
}
