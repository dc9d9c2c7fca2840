package io.batchmon.agent.aws;

import org.jspecify.annotations.Nullable;

/** Keys, and until when they are good. Immutable. */
final class AwsCredentials {
  /** Good until somebody changes them. */
  static final long NEVER = Long.MAX_VALUE;

  private final String accessKeyId;
  private final String secretAccessKey;
  private final @Nullable String sessionToken;
  private final long expiresMillis;
  private final String source;

  AwsCredentials(
      String accessKeyId,
      String secretAccessKey,
      @Nullable String sessionToken,
      long expiresMillis,
      String source) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.sessionToken = sessionToken;
    this.expiresMillis = expiresMillis;
    this.source = source;
  }

  String accessKeyId() {
    return accessKeyId;
  }

  String secretAccessKey() {
    return secretAccessKey;
  }

  /** Null for the keys of a user. */
  @Nullable String sessionToken() {
    return sessionToken;
  }

  /** Epoch milliseconds, or {@link #NEVER}. */
  long expiresMillis() {
    return expiresMillis;
  }

  /** In words for the operator, such as {@code the environment}. */
  String source() {
    return source;
  }

  boolean hasSameKeys(AwsCredentials that) {
    return accessKeyId.equals(that.accessKeyId)
        && secretAccessKey.equals(that.secretAccessKey)
        && String.valueOf(sessionToken).equals(String.valueOf(that.sessionToken));
  }

  @Override
  public String toString() {
    return "AWS credentials from " + source;
  }
}
