package io.batchmon.agent.telemetry;

/** Sends one encoded request and waits for the answer. Confined to the telemetry thread. */
interface OtlpSender {
  /**
   * Never throws.
   *
   * @param timeoutMillis at most this long for connecting, and for each silence of the peer
   */
  SendResult send(byte[] body, long timeoutMillis);
}
