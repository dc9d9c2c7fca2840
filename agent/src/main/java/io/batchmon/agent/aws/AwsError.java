package io.batchmon.agent.aws;

import io.batchmon.agent.alert.Delivery;
import io.batchmon.agent.alert.Delivery.State;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a service of AWS refused, and what is to be done about it. Immutable. */
final class AwsError {
  private static final int MAX_MESSAGE = 300;
  private static final int MAX_CODE = 80;

  private static final Set<String> SKEW =
      new HashSet<>(
          Arrays.asList(
              "RequestTimeTooSkewed",
              "RequestExpired",
              "RequestInTheFuture",
              "InvalidSignatureException",
              "SignatureDoesNotMatch",
              "AuthFailure"));
  private static final Set<String> EXPIRED =
      new HashSet<>(
          Arrays.asList(
              "ExpiredToken",
              "ExpiredTokenException",
              "InvalidClientTokenId",
              "UnrecognizedClientException",
              "InvalidAccessKeyId",
              "TokenRefreshRequired"));
  private static final Set<String> THROTTLED =
      new HashSet<>(
          Arrays.asList(
              "Throttling",
              "ThrottlingException",
              "ThrottledException",
              "Throttled",
              "RequestThrottled",
              "RequestThrottledException",
              "TooManyRequestsException",
              "RequestLimitExceeded",
              "SlowDown",
              "PriorRequestNotComplete"));

  private final int status;
  private final String code;
  private final String message;
  private final @Nullable String retryAfter;

  private AwsError(int status, String code, String message, @Nullable String retryAfter) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.retryAfter = retryAfter;
  }

  /** Of an answer that is no success. */
  static AwsError of(AwsAnswer answer) {
    String code = answer.errorType();
    code = code == null ? answer.json("__type") : code;
    code = code == null ? answer.xml("Code") : code;
    String message = answer.json("message");
    message = message == null ? answer.json("Message") : message;
    message = message == null ? answer.xml("Message") : message;
    return of(answer.status(), code, message, answer.retryAfter());
  }

  /** As one entry of an answer has it. */
  static AwsError of(
      int status, @Nullable String code, @Nullable String message, @Nullable String retryAfter) {
    return new AwsError(
        status, word(code == null ? "" : code), message == null ? "" : message, retryAfter);
  }

  // com.amazonaws.x#NotFoundException, NotFoundException:http://internal.amazon.com/...
  private static String word(String code) {
    int colon = code.indexOf(':');
    String name = colon < 0 ? code : code.substring(0, colon);
    name = name.substring(name.indexOf('#') + 1).trim();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '.' && c != '_') {
        return "";
      }
    }
    return name.length() <= MAX_CODE ? name : name.substring(0, MAX_CODE);
  }

  /** Whether the clocks may be apart. */
  boolean isSkew() {
    return SKEW.contains(code);
  }

  /** Whether other keys may do. */
  boolean isExpired() {
    return EXPIRED.contains(code);
  }

  boolean isNotFound() {
    return code.contains("NotFound") || code.contains("NonExistent");
  }

  /** Of an entry in an answer: whether the service itself is to blame. */
  boolean isInternal() {
    return code.startsWith("Internal") || isPassing();
  }

  /** Whether a service that has more to say about itself than about the request is to blame. */
  private boolean isPassing() {
    return status >= 500 || status == 408 || status == 429 || THROTTLED.contains(code);
  }

  /**
   * How a try has ended that this was the answer to.
   *
   * @param action such as {@code sns:Publish}
   * @param resource such as {@code topic arn:...}
   * @param credentials that the request was signed with, or null if it was not
   * @param otherwise what it means if the request itself was wrong: for ever, or this time
   */
  Delivery delivery(
      String action, String resource, @Nullable AwsCredentials credentials, State otherwise) {
    String what = "AWS answers " + status + (code.isEmpty() ? "" : " " + code) + " to " + action;
    if (isPassing()) {
      long seconds = seconds(retryAfter);
      return seconds < 0 ? Delivery.failed(what) : Delivery.retryAfter(seconds * 1000, what);
    }
    what += " on " + resource;
    String keys = credentials == null ? "" : " of " + credentials.source();
    if (isExpired()) {
      return Delivery.failed(what + "; renew the keys" + keys);
    }
    if (isSkew()) {
      return Delivery.failed(what + "; check the clock of this machine, and the keys" + keys);
    }
    if (isNotFound()) {
      return Delivery.closed(what + "; check its name and its region" + said());
    }
    if (code.startsWith("AccessDenied") || code.startsWith("AuthorizationError") || status == 403) {
      boolean key = message.toLowerCase(Locale.ROOT).contains("kms");
      String missing = key ? "kms:Decrypt on the key of that" : action + " on it";
      return Delivery.closed(
          what + "; allow " + missing + " to the owner of the keys" + keys + said());
    }
    if (code.startsWith("Decryption") || code.startsWith("KMS") || code.contains("InvalidKeyId")) {
      return Delivery.closed(what + "; allow kms:Decrypt on the key of that" + said());
    }
    return otherwise == State.REFUSED
        ? Delivery.refused(what + said())
        : Delivery.closed(what + said());
  }

  // why: what AWS says about a signature repeats the request, its session token included
  private String said() {
    if (message.isEmpty() || isSkew() || isExpired() || message.contains("oken")) {
      return "";
    }
    StringBuilder text = new StringBuilder(" (");
    for (int i = 0; i < message.length() && i < MAX_MESSAGE; i++) {
      char c = message.charAt(i);
      text.append(c < ' ' || c > '~' ? ' ' : c);
    }
    return text.append(message.length() > MAX_MESSAGE ? "...)" : ")").toString();
  }

  private static long seconds(@Nullable String text) {
    try {
      return text == null ? -1 : Math.max(0, Math.min(3600, Long.parseLong(text.trim())));
    } catch (NumberFormatException date) {
      return -1;
    }
  }

  @Override
  public String toString() {
    return code.isEmpty() ? "answer " + status : code;
  }
}
