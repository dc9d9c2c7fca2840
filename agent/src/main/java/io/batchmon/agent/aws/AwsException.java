package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;

/**
 * Something of AWS that cannot be had, in words that hold no secret, and whether it is worth
 * another try.
 */
public final class AwsException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Delivery delivery;

  public AwsException(Delivery delivery) {
    super(delivery.reason(), null, false, false);
    this.delivery = delivery;
  }

  /** How a delivery that needed it has ended. */
  public Delivery delivery() {
    return delivery;
  }
}
