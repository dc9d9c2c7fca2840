package io.batchmon.agent.run;

import org.jspecify.annotations.Nullable;

/**
 * Codes that the JDK puts only into messages, where they stand in a fixed place: names of errno,
 * HTTP status, TLS alerts, the class that is missing.
 */
final class MessageCode {
  /** What the C library says, and its name; the last two columns of a row of strerror. */
  private static final String[] ERRNO = {
    "Connection refused", "ECONNREFUSED",
    "Connection reset by peer", "ECONNRESET",
    "Connection reset", "ECONNRESET",
    "Connection timed out", "ETIMEDOUT",
    "Operation timed out", "ETIMEDOUT",
    "Broken pipe", "EPIPE",
    "No route to host", "EHOSTUNREACH",
    "Host is down", "EHOSTDOWN",
    "Network is unreachable", "ENETUNREACH",
    "Address already in use", "EADDRINUSE",
    "Cannot assign requested address", "EADDRNOTAVAIL",
    "Too many open files", "EMFILE",
    "No space left on device", "ENOSPC",
    "There is not enough space on the disk", "ENOSPC",
    "Disk quota exceeded", "EDQUOT",
    "Read-only file system", "EROFS",
    "Permission denied", "EACCES",
    "Access is denied", "EACCES",
    "Operation not permitted", "EPERM",
    "No such file or directory", "ENOENT",
    "The system cannot find the file specified", "ENOENT",
    "The system cannot find the path specified", "ENOENT",
    "Is a directory", "EISDIR",
    "Not a directory", "ENOTDIR",
    "Directory not empty", "ENOTEMPTY",
    "File name too long", "ENAMETOOLONG",
    "Input/output error", "EIO",
    "Cannot allocate memory", "ENOMEM",
    "Device or resource busy", "EBUSY",
    "Stale file handle", "ESTALE",
  };

  private static final String HTTP_STATUS = "Server returned HTTP response code: ";
  private static final String FATAL_ALERT = "Received fatal alert: ";
  private static final String NOT_INITIALIZED = "Could not initialize class ";
  private static final String LDAP = "[LDAP: error code ";

  private MessageCode() {}

  static @Nullable String ofIo(String type, String message) {
    int status = message.startsWith(HTTP_STATUS) ? number(message, HTTP_STATUS.length()) : -1;
    if (status >= 0) {
      return FailureCode.http(String.valueOf(status));
    }
    if (type.equals("java.io.FileNotFoundException") && message.startsWith("http")) {
      return "http:404";
    }
    if (message.startsWith(FATAL_ALERT)) {
      return "tls:" + message.substring(FATAL_ALERT.length());
    }
    String errno = errno(message);
    return errno == null ? null : "errno:" + errno;
  }

  /** At the beginning or the end, in brackets or before them: elsewhere it may be of a path. */
  private static @Nullable String errno(String message) {
    String text = message.trim();
    int open = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
    String before = open < 0 ? text : text.substring(0, open);
    String inside = open < 0 ? text : text.substring(0, text.length() - 1);
    for (int i = 0; i < ERRNO.length; i += 2) {
      String errno = ERRNO[i];
      if (text.startsWith(errno) || before.endsWith(errno) || inside.endsWith(errno)) {
        return ERRNO[i + 1];
      }
    }
    return null;
  }

  static String ofTimeout(String message) {
    String text = message.length() > 40 ? message.substring(0, 40) : message;
    return contains(text, "onnect")
        ? "timeout:connect"
        : contains(text, "ead") ? "timeout:read" : "timeout";
  }

  static String ofMemory(String message) {
    if (message.startsWith("Java heap") || message.startsWith("GC overhead")) {
      return "oom:heap";
    }
    if (message.contains("native thread")) {
      return "oom:threads";
    }
    return message.startsWith("Metaspace") || message.startsWith("Compressed class")
        ? "oom:metaspace"
        : message.startsWith("Requested array")
            ? "oom:array"
            : message.contains("direct buffer") || message.startsWith("Direct buffer")
                ? "oom:direct"
                : "oom";
  }

  /** The class that a linkage or loading failure is about. */
  static @Nullable String ofClass(String message) {
    if (message.startsWith(NOT_INITIALIZED)) {
      return "init:" + firstWord(message.substring(NOT_INITIALIZED.length()));
    }
    String word = firstWord(message);
    return word.isEmpty() ? null : "class:" + word.replace('/', '.');
  }

  /** Redis answers with an upper-case word before the text. */
  static @Nullable String ofRedis(String message) {
    String word = firstWord(message);
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < 'A' || word.charAt(i) > 'Z') {
        return null;
      }
    }
    return word.isEmpty() ? null : "redis:" + word;
  }

  static @Nullable String ofNaming(String message) {
    int code = message.startsWith(LDAP) ? number(message, LDAP.length()) : -1;
    return code < 0 ? null : "ldap:" + code;
  }

  private static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != ':') {
      end++;
    }
    return text.substring(0, end);
  }

  private static int number(String text, int from) {
    int number = -1;
    for (int i = from; i < text.length() && i < from + 6; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = Math.max(0, number) * 10 + digit;
    }
    return number;
  }

  private static boolean contains(String text, String part) {
    return text.indexOf(part) >= 0;
  }
}
