package io.batchmon.agent;

import io.batchmon.agent.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator says about requests. */
final class RequestSettings {
  private static final String HEADER = "batchmon.response.trace.header";
  private static final String IGNORED = "batchmon.http.ignore";
  private static final String NONE = "none";
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
    // why: an empty value leaves the word to the next source of settings
    String name = settings.text(HEADER, DEFAULT_HEADER);
    if (name.equalsIgnoreCase(NONE)) {
      return null;
    }
    if (!isToken(name)) {
      settings.malformed(HEADER, "is no name of a header", DEFAULT_HEADER);
      return DEFAULT_HEADER;
    }
    return name;
  }

  /** Requests of which paths are left out. */
  static String[] ignored(Settings settings) {
    if (settings.text(IGNORED) == null) {
      return PROBES.clone();
    }
    if (NONE.equalsIgnoreCase(settings.text(IGNORED))) {
      return new String[0];
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
