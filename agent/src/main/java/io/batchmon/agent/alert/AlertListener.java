package io.batchmon.agent.alert;

/** Told what alerting has decided and what became of it. */
public interface AlertListener {
  /** Called by the alert thread, or by the one that ends the JVM; must not wait. */
  void alerted(AlertNote note);
}
