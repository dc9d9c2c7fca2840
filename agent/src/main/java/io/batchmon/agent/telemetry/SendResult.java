package io.batchmon.agent.telemetry;

/** What became of one export request. */
final class SendResult {
  /** Delivered in whole. */
  static final SendResult DELIVERED = new SendResult(true, false, "", "", 0, 0);

  private final boolean delivered;
  private final boolean retryable;
  private final String reason;
  private final String text;
  private final long retryAfterMillis;
  private final long rejected;

  private SendResult(
      boolean delivered,
      boolean retryable,
      String reason,
      String text,
      long retryAfterMillis,
      long rejected) {
    this.delivered = delivered;
    this.retryable = retryable;
    this.reason = reason;
    this.text = text;
    this.retryAfterMillis = retryAfterMillis;
    this.rejected = rejected;
  }

  /** The peer took the request but refused some of what it carried. */
  static SendResult partly(long rejected, String text) {
    return new SendResult(true, false, "rejected", text, 0, rejected);
  }

  /** It may succeed later; 0 where the peer does not say when. */
  static SendResult failed(String reason, String text, long retryAfterMillis) {
    return new SendResult(false, true, reason, text, retryAfterMillis, 0);
  }

  /** It would be refused again. */
  static SendResult refused(String reason, String text) {
    return new SendResult(false, false, reason, text, 0, 0);
  }

  boolean isDelivered() {
    return delivered;
  }

  boolean isRetryable() {
    return retryable;
  }

  /** A word of low cardinality, such as {@code connect} or {@code 503}; empty if delivered. */
  String reason() {
    return reason;
  }

  /** Whether somebody is there: the failure is a status, not silence or a closed door. */
  boolean isAnswered() {
    return delivered
        || (!reason.isEmpty() && Character.isDigit(reason.charAt(0)))
        || reason.startsWith("grpc_");
  }

  /** For the operator. */
  String text() {
    return text;
  }

  long retryAfterMillis() {
    return retryAfterMillis;
  }

  /** How many items the peer refused of a delivered request. */
  long rejected() {
    return rejected;
  }
}
