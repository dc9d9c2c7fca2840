package io.batchmon.agent.secret;

import io.batchmon.agent.alert.Delivery;
import java.io.IOException;

/** A secret that cannot be had: why, the remedy, and whether it is worth another try. */
public final class SecretException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Delivery delivery;

  SecretException(Delivery delivery) {
    super(delivery.reason());
    this.delivery = delivery;
  }

  /** How a delivery that needed the secret has ended. */
  public Delivery delivery() {
    return delivery;
  }
}
