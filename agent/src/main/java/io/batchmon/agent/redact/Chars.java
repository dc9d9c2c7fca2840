package io.batchmon.agent.redact;

/** Kinds of characters, and short looks into a text that never leave it. */
final class Chars {
  private Chars() {}

  /** The character there, or a blank before the beginning and behind the end. */
  static char at(CharSequence text, int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : ' ';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  /** Of any script. */
  static boolean isWord(char c) {
    return c < 128 ? isDigit(c) || isLower(c) || isUpper(c) : Character.isLetterOrDigit(c);
  }

  static boolean isAscii(char c) {
    return isDigit(c) || isLower(c) || isUpper(c);
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\u00a0';
  }

  static boolean isSpace(char c) {
    return c <= ' ' || c == '\u00a0' || c == '\u2028' || c == '\u2029';
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`' || (c >= '\u2018' && c <= '\u201f');
  }

  /** Whether this stands there, in any case; {@code lower} is in lower case. */
  static boolean startsWith(CharSequence text, int at, String lower) {
    if (at < 0 || at + lower.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower(text.charAt(at + i)) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static char lower(char c) {
    return isUpper(c) ? (char) (c + 32) : c < 128 ? c : Character.toLowerCase(c);
  }

  static int skipBlanks(CharSequence text, int at, int most) {
    int end = at;
    while (end < text.length() && end - at < most && isBlank(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Where this stands first from there on within so many characters, or -1. */
  static int find(CharSequence text, int at, String lower, int most) {
    int last = Math.min(text.length() - lower.length(), at + most);
    char first = lower.charAt(0);
    for (int i = Math.max(0, at); i <= last; i++) {
      if (lower(text.charAt(i)) == first && startsWith(text, i, lower)) {
        return i;
      }
    }
    return -1;
  }

  static boolean isOneOf(CharSequence text, int from, int to, String... lower) {
    for (String word : lower) {
      if (word.length() == to - from && startsWith(text, from, word)) {
        return true;
      }
    }
    return false;
  }
}
