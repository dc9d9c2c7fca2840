package io.batchmon.agent.alert;

import io.batchmon.agent.run.FailureText.Cause;
import org.jspecify.annotations.Nullable;

/**
 * What failures of several jobs may come from: a typed code, the type it came with, and the address
 * it is about. No job is part of it. Immutable.
 */
public final class CommonCause {
  /** What is wrong around a job and not with it, whatever the job was about to do. */
  private static final String[] SURROUNDINGS = {
    "sql:08",
    "sql:28",
    "sql:53",
    "sql:57",
    "sql:58",
    "http:401",
    "http:429",
    "http:5xx",
    "grpc:UNAVAILABLE",
    "errno:ECONN",
    "errno:EHOST",
    "errno:ENET",
    "errno:ETIMEDOUT",
    "errno:EPIPE",
    "errno:ENOSPC",
    "errno:EDQUOT",
    "errno:EMFILE",
    "errno:ENOMEM",
    "errno:EROFS",
    "errno:EIO",
    "errno:ESTALE",
    "oom:",
    "timeout",
    "tls:",
    "unknown_host",
    "redis:NOAUTH",
    "redis:READONLY",
    "redis:LOADING",
    "redis:MISCONF",
    "redis:OOM",
  };

  private static final String LOST = "lost";

  private final String key;
  private final String type;
  private final @Nullable String code;
  private final @Nullable String endpoint;

  private CommonCause(
      String type, @Nullable String code, @Nullable String endpoint, String distinction) {
    this.type = type;
    this.code = code;
    this.endpoint = endpoint;
    // why: with an address the type adds nothing but the driver's version
    String what = endpoint == null ? type + '|' + distinction : endpoint;
    this.key = Fingerprint.hash(Fingerprint.VERSION + "|cause|" + code + '|' + what);
  }

  /** Null where neither a typed code nor an address says that more than the job itself is wrong. */
  static @Nullable CommonCause of(Chain chain) {
    Cause lost = null;
    for (Cause cause : chain.causes()) {
      if (Chain.CONNECTION_LOST.equals(cause.code())) {
        lost = cause;
      }
    }
    Cause coded = lost == null ? chain.coded() : lost;
    String endpoint = endpoint(chain);
    if (coded == null) {
      return endpoint == null || !isOfNetwork(chain.root().type())
          ? null
          : new CommonCause(chain.root().type(), null, endpoint, "");
    }
    String code = coded.code();
    if (code == null) {
      return null;
    }
    boolean around = isSurroundings(code);
    String message = coded.message();
    // why: what is wrong with a table, a file or a class is common only to those who name it alike
    String distinction =
        around
            ? String.valueOf(Frames.library(coded.frames()))
            : message == null ? "" : MessageTemplate.of(message);
    return around
        ? new CommonCause(FrameName.type(coded.type()), code, endpoint, distinction)
        : new CommonCause(FrameName.type(coded.type()), code, null, distinction);
  }

  private static @Nullable String endpoint(Chain chain) {
    for (Cause cause : chain.causes()) {
      String found =
          cause.type().equals("java.net.UnknownHostException")
              ? Endpoint.named(cause.message())
              : Endpoint.in(cause.message(), cause.code() != null && isSurroundings(cause.code()));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static boolean isOfNetwork(String type) {
    String name = type.substring(type.lastIndexOf('.') + 1);
    return name.contains("Connect")
        || name.contains("Timeout")
        || name.contains("Socket")
        || name.contains("Unavailable");
  }

  private static boolean isSurroundings(String code) {
    for (String prefix : SURROUNDINGS) {
      if (code.startsWith(prefix)) {
        return true;
      }
    }
    return code.startsWith("aws:") && isSurroundingsOfAws(code.substring(code.indexOf('/') + 1));
  }

  private static boolean isSurroundingsOfAws(String code) {
    return code.contains("Throttl")
        || code.contains("Expired")
        || code.contains("SlowDown")
        || code.contains("Unavailable")
        || code.contains("Internal")
        || code.contains("InvalidAccessKeyId")
        || code.contains("UnrecognizedClient")
        || code.contains("InvalidClientTokenId");
  }

  /** The end of a JVM, which took all its runs along. */
  static CommonCause ofLostJvm(String reason) {
    return new CommonCause(LOST, null, reason, "");
  }

  /** Jobs that have to share it before it is told as one. */
  int jobs() {
    return type.equals(LOST) ? 2 : CauseGroup.JOBS;
  }

  /** 16 hexadecimal digits; equal for failures that have the cause in common. */
  public String key() {
    return key;
  }

  /** The exception's class name. */
  public String type() {
    return type;
  }

  /** Such as {@code sql:08}; null where only the address is known. */
  public @Nullable String code() {
    return code;
  }

  /** Such as {@code orders-db:5432}, or null. As the application wrote it: to be redacted. */
  public @Nullable String endpoint() {
    return endpoint;
  }
}
