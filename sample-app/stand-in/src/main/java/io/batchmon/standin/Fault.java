package io.batchmon.standin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One way to answer wrongly. */
public final class Fault {
  enum Kind {
    ANSWER,
    SLOW,
    RESET,
    RESET_AFTER_HEADERS,
    HANG
  }

  final Kind kind;
  final int status;
  final String body;
  final @Nullable String retryAfter;
  final Duration delay;

  private Fault(Kind kind, int status, String body, @Nullable String retryAfter, Duration delay) {
    this.kind = kind;
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
    this.delay = delay;
  }

  /** 429, with this Retry-After; null leaves the header out. */
  public static Fault tooManyRequests(@Nullable String retryAfter) {
    return new Fault(Kind.ANSWER, 429, "rate_limited", retryAfter, Duration.ZERO);
  }

  /** Such as 500 {@code rollup_error}, 404 {@code no_service}, 410 {@code channel_is_archived}. */
  public static Fault answer(int status, String body) {
    return new Fault(Kind.ANSWER, status, body, null, Duration.ZERO);
  }

  /** Accepts the message, and says so only after this time. */
  public static Fault slow(Duration delay) {
    return new Fault(Kind.SLOW, 200, "ok", null, delay);
  }

  /** Reads the request and resets the connection. */
  public static Fault reset() {
    return new Fault(Kind.RESET, 0, "", null, Duration.ZERO);
  }

  /** Answers with headers that promise a body, and resets the connection. */
  public static Fault resetAfterHeaders() {
    return new Fault(Kind.RESET_AFTER_HEADERS, 0, "", null, Duration.ZERO);
  }

  /** Never answers, until this server is closed. */
  public static Fault hang() {
    return new Fault(Kind.HANG, 0, "", null, Duration.ZERO);
  }
}
