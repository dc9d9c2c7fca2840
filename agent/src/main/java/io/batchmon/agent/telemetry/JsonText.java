package io.batchmon.agent.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Picks strings out of the small JSON documents of metadata services. No parser: a healthy run is
 * to load none.
 */
final class JsonText {
  private JsonText() {}

  /** The first string of that key wherever it stands; null if there is none. */
  static @Nullable String string(String json, String key) {
    String quoted = '"' + key + '"';
    int at = json.indexOf(quoted);
    while (at >= 0) {
      int value = skipBlanks(json, at + quoted.length());
      if (value < json.length() && json.charAt(value) == ':') {
        value = skipBlanks(json, value + 1);
        return value < json.length() && json.charAt(value) == '"' ? text(json, value + 1) : null;
      }
      at = json.indexOf(quoted, at + 1);
    }
    return null;
  }

  private static int skipBlanks(String json, int at) {
    while (at < json.length() && json.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private static String text(String json, int start) {
    StringBuilder text = new StringBuilder();
    for (int at = start; at < json.length() && json.charAt(at) != '"'; at++) {
      // why: the names and ARNs read here have no escapes but \/
      if (json.charAt(at) != '\\') {
        text.append(json.charAt(at));
      }
    }
    return text.toString();
  }
}
