package io.batchmon.agent.channel;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Looks at a URL without showing it. */
final class WebAddress {
  private WebAddress() {}

  /** What is wrong with a webhook's URL, in words that do not contain it; null if nothing. */
  static @Nullable String problemOf(String url) {
    String problem = problemOfServer(url);
    if (problem != null) {
      return problem;
    }
    String path = URI.create(url).getPath();
    return path == null || path.length() < 2
        ? "has no path, such as /services/T.../B.../..."
        : null;
  }

  /** The same for a server of which the path is known. */
  static @Nullable String problemOfServer(String url) {
    try {
      URI uri = new URI(url);
      if (!"https".equalsIgnoreCase(uri.getScheme()) && !"http".equalsIgnoreCase(uri.getScheme())) {
        return "does not begin with https://";
      }
      return uri.getHost() == null ? "has no host name" : null;
    } catch (URISyntaxException failure) {
      return "is no URL (" + failure.getReason() + " at character " + failure.getIndex() + ")";
    }
  }
}
