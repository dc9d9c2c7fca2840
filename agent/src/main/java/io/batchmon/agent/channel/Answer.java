package io.batchmon.agent.channel;

import io.batchmon.agent.alert.Delivery;
import org.jspecify.annotations.Nullable;

/** What a server answered. Its text is what the server wrote, and not to be shown as it is. */
final class Answer {
  private static final long MAX_SECONDS = 1_000_000;

  private final int status;
  private final String text;
  private final @Nullable String retryAfter;

  Answer(int status, String text, @Nullable String retryAfter) {
    this.status = status;
    this.text = text;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  /** The beginning of its body, trimmed. */
  String text() {
    return text;
  }

  boolean isGood() {
    return status >= 200 && status < 300;
  }

  /** The text if it is one word such as {@code no_service}, else empty. */
  String word() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '_' && (c < 'a' || c > 'z')) {
        return "";
      }
    }
    return text.length() <= 100 ? text : "";
  }

  /**
   * What most servers mean by their status.
   *
   * @param remedy what to do when no message will ever be taken
   */
  Delivery delivery(String remedy) {
    String what = what();
    if (isGood()) {
      return Delivery.delivered();
    }
    if (status == 401 || status == 403 || status == 404 || status == 410) {
      return Delivery.closed(what + "; " + remedy);
    }
    if (status == 429 || status == 503) {
      return later(what);
    }
    return status >= 400 && status < 500 && status != 408
        ? Delivery.refused(what)
        : Delivery.failed(what);
  }

  /** Such as {@code answer 404 no_service}. */
  String what() {
    String word = word();
    return "answer " + status + (word.isEmpty() ? "" : " " + word);
  }

  /** Not before Retry-After, where there is one in seconds: as a header, or in the body. */
  Delivery later(String what) {
    long seconds = seconds(retryAfter == null ? inBody() : retryAfter);
    return seconds < 0 ? Delivery.failed(what) : Delivery.retryAfter(seconds * 1000, what);
  }

  // why: Telegram says it in the body alone, Discord there too
  private String inBody() {
    String name = "\"retry_after\":";
    int at = text.indexOf(name);
    if (at < 0) {
      return "";
    }
    int from = at + name.length();
    while (from < text.length() && text.charAt(from) == ' ') {
      from++;
    }
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    // why: a fraction is rounded up
    boolean fraction = end < text.length() && text.charAt(end) == '.' && end > from;
    return fraction
        ? String.valueOf(1 + seconds(text.substring(from, end)))
        : text.substring(from, end);
  }

  private static long seconds(String text) {
    try {
      return Math.max(0, Math.min(MAX_SECONDS, Long.parseLong(text.trim())));
    } catch (NumberFormatException date) {
      return -1;
    }
  }
}
