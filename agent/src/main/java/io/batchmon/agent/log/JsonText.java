package io.batchmon.agent.log;

/** Writes strings as JSON that stays on one line for any reader of lines. */
final class JsonText {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private JsonText() {}

  static StringBuilder name(StringBuilder json, String name) {
    return json.append('"').append(name).append("\":");
  }

  static void string(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c == '\r') {
        json.append("\\r");
      } else if (c == '\t') {
        json.append("\\t");
      } else if (isPlain(c)) {
        json.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        json.append(c).append(text.charAt(++i));
      } else {
        escape(json, Character.isSurrogate(c) ? '\ufffd' : c);
      }
    }
    json.append('"');
  }

  // why: U+0085, U+2028 and U+2029 end a line for some readers, and what is half of a pair is no
  // text in UTF-8
  private static boolean isPlain(char c) {
    return c >= ' '
        && (c < 0x7f || c > 0x9f)
        && c != 0x2028
        && c != 0x2029
        && !Character.isSurrogate(c);
  }

  private static void escape(StringBuilder json, char c) {
    json.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      json.append(DIGITS[(c >> shift) & 15]);
    }
  }
}
