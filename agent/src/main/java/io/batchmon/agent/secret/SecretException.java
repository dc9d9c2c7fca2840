package io.batchmon.agent.secret;

import io.batchmon.agent.alert.Delivery;

/** A secret that cannot be had: why, the remedy, and whether it is worth another try. */
public final class SecretException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Delivery delivery;

  SecretException(Delivery delivery) {
    super(delivery.reason(), null, false, false);
    this.delivery = delivery;
  }

  /** How a delivery that needed the secret has ended. */
  public Delivery delivery() {
    return delivery;
  }
}
