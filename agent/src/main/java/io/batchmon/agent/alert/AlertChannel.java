package io.batchmon.agent.alert;

/** A way to a person. Called by the alert thread alone; may take seconds, does not throw. */
interface AlertChannel {
  /** As the operator knows it, such as {@code Slack}. */
  String name();

  /** Tries once. */
  Delivery deliver(AlertMessage message);
}
