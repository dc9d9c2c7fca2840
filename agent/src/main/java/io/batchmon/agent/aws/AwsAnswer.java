package io.batchmon.agent.aws;

import org.jspecify.annotations.Nullable;

/** What a service of AWS answered: JSON or XML, of which single texts are read. Immutable. */
final class AwsAnswer {
  private final int status;
  private final String body;
  private final @Nullable String errorType;
  private final @Nullable String retryAfter;
  private final long dateMillis;

  AwsAnswer(
      int status,
      String body,
      @Nullable String errorType,
      @Nullable String retryAfter,
      long dateMillis) {
    this.status = status;
    this.body = body;
    this.errorType = errorType;
    this.retryAfter = retryAfter;
    this.dateMillis = dateMillis;
  }

  int status() {
    return status;
  }

  /** May be a secret. */
  String body() {
    return body;
  }

  /** The header that names the error, or null. */
  @Nullable String errorType() {
    return errorType;
  }

  /** As the server wrote it, or null. */
  @Nullable String retryAfter() {
    return retryAfter;
  }

  /** The server's time in epoch milliseconds; 0 if it did not say. */
  long dateMillis() {
    return dateMillis;
  }

  /**
   * The text, number or truth value at these names, arrays on the way passed through; null if there
   * is none or this is no JSON.
   */
  @Nullable String json(String... names) {
    return Json.text(body, names);
  }

  /** The text of the first element of that name; null if there is none. */
  @Nullable String xml(String element) {
    int from = body.indexOf('<' + element + '>');
    int to = body.indexOf("</" + element + '>');
    return from < 0 || to < from
        ? null
        : unescaped(body.substring(from + element.length() + 2, to));
  }

  private static String unescaped(String text) {
    return text.trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }
}
