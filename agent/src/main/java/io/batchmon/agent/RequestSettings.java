package io.batchmon.agent;

import io.batchmon.agent.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator says about requests. */
final class RequestSettings {
  private static final String HEADER = "batchmon.response.trace.header";
  private static final String IGNORED = "batchmon.http.ignore";
  private static final String DEFAULT_HEADER = "X-Trace-ID";
  private static final String[] PROBES = {
    "/health",
    "/healthz",
    "/livez",
    "/readyz",
    "/ping",
    "/metrics",
    "*/actuator/health",
    "*/actuator/prometheus"
  };
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private RequestSettings() {}

  /** The response header that says the trace id; null where none is wanted. */
  static @Nullable String traceHeader(Settings settings) {
    if (settings.value(HEADER) == null) {
      return DEFAULT_HEADER;
    }
    String name = settings.text(HEADER);
    if (name != null && !isToken(name)) {
      settings.malformed(HEADER, "is no name of a header", DEFAULT_HEADER);
      return DEFAULT_HEADER;
    }
    return name;
  }

  /** Requests of which paths are left out. */
  static String[] ignored(Settings settings) {
    if (settings.value(IGNORED) == null) {
      return PROBES.clone();
    }
    List<String> paths = new ArrayList<>();
    for (String path : settings.list(IGNORED)) {
      if (path.startsWith("/") || path.startsWith("*")) {
        paths.add(path);
      } else {
        settings.malformed(IGNORED, path, "begins with neither / nor *", "the other paths");
      }
    }
    return paths.toArray(new String[0]);
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      boolean isLetter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
      if (!isLetter && !(letter >= '0' && letter <= '9') && TOKEN_MARKS.indexOf(letter) < 0) {
        return false;
      }
    }
    return true;
  }
}
