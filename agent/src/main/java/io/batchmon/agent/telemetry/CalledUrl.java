package io.batchmon.agent.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * A URL without what may be secret in it: user and password, the parameters of its path, query and
 * fragment. Takes any text.
 */
final class CalledUrl {
  private static final String BEHIND_SCHEME = "://";

  private final String text;
  private final @Nullable String scheme;
  private final @Nullable String host;
  private final long port;

  private CalledUrl(String text, @Nullable String scheme, @Nullable String host, long port) {
    this.text = text;
    this.scheme = scheme;
    this.host = host;
    this.port = port;
  }

  static CalledUrl of(String url) {
    int colon = url.indexOf(BEHIND_SCHEME);
    if (colon <= 0 || firstOf(url, 0, "/?#;") < colon) {
      return new CalledUrl(pathOf(url), null, null, 0);
    }
    int from = colon + BEHIND_SCHEME.length();
    int end = firstOf(url, from, "/\\?#;");
    int at = url.lastIndexOf('@', end - 1);
    int host = at >= from ? at + 1 : from;
    int hostEnd = portColon(url, host, end);
    String scheme = url.substring(0, colon);
    return new CalledUrl(
        scheme + BEHIND_SCHEME + url.substring(host, end) + pathOf(url.substring(end)),
        scheme,
        hostEnd == host ? null : url.substring(host, hostEnd),
        hostEnd == end ? usualPort(scheme) : port(url, hostEnd + 1, end));
  }

  /** The path alone, without parameters, query and fragment. */
  static String pathOf(String path) {
    int end = firstOf(path, 0, "?#");
    if (path.indexOf(';') < 0) {
      return end == path.length() ? path : path.substring(0, end);
    }
    StringBuilder text = new StringBuilder(end);
    boolean parameter = false;
    for (int i = 0; i < end; i++) {
      char c = path.charAt(i);
      parameter = c == ';' || (parameter && c != '/');
      if (!parameter) {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static int firstOf(String text, int from, String signs) {
    for (int i = from; i < text.length(); i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  /** Where the port's colon is, which is not one of those of an IPv6 address; or the end. */
  private static int portColon(String url, int from, int to) {
    for (int i = to - 1; i >= from && url.charAt(i) != ']'; i--) {
      if (url.charAt(i) == ':') {
        return i;
      }
    }
    return to;
  }

  private static long usualPort(String scheme) {
    return scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 0;
  }

  private static long port(String text, int from, int to) {
    long port = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        return 0;
      }
      port = port * 10 + c - '0';
    }
    return port > 65_535 ? 0 : port;
  }

  String text() {
    return text;
  }

  @Nullable String scheme() {
    return scheme;
  }

  @Nullable String host() {
    return host;
  }

  /** 0 where it is not known. */
  long port() {
    return port;
  }
}
