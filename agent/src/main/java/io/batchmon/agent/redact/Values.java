package io.batchmon.agent.redact;

/** Where a value without quotes ends, and which values are no secrets. */
final class Values {
  private static final int LONGEST = 4000;

  private static final String[] NONE =
      "null true false yes no none nil undefined n/a redacted hidden masked".split(" ", -1);
  private static final String[] WORDS =
      ("not must is was cannot should missing required invalid expired empty unknown wrong"
              + " incorrect failed expected absent present unset optional provided secret")
          .split(" ", -1);

  private Values() {}

  /**
   * The end of the value that begins there. A sign that may end it does so only if the text goes on
   * as it does behind a value: {@code a,b} is one value, {@code a, b} and {@code a,c=d} are not.
   */
  static int end(CharSequence text, int from) {
    int end = placeholder(text, from);
    while (end < text.length() && end - from < LONGEST) {
      char c = text.charAt(end);
      if (Chars.isSpace(c) || c == '"' || c == '\'' || c == '`' || c == '<') {
        return trimmed(text, from, end);
      }
      if (c == '\\' && isEscapeOfEnd(Chars.at(text, end + 1))) {
        return end;
      }
      if ((c == ',' || c == ';' || c == '&' || c == '|') && endsPair(text, end + 1)) {
        return end;
      }
      if ((c == ')' || c == ']' || c == '}' || c == '>') && endsEnclosed(text, end + 1)) {
        return end;
      }
      end++;
    }
    return trimmed(text, from, end);
  }

  private static int placeholder(CharSequence text, int from) {
    char first = Chars.at(text, from);
    if ((first != '$' && first != '#') || Chars.at(text, from + 1) != '{') {
      return from;
    }
    int close = Chars.find(text, from, "}", 200);
    return close < 0 ? from : close + 1;
  }

  private static boolean isEscapeOfEnd(char c) {
    return c == 'n' || c == 'r' || c == 't' || Chars.isQuote(c);
  }

  // the full stop of a sentence is none of the secret's characters
  private static int trimmed(CharSequence text, int from, int to) {
    int end = to;
    while (end > from + 1 && ".,;:!?".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static boolean endsPair(CharSequence text, int at) {
    if (at >= text.length() || Chars.isSpace(text.charAt(at))) {
      return true;
    }
    int end = at;
    while (end < text.length()
        && end - at < 40
        && (SecretKeys.isOfName(text.charAt(end))
            || text.charAt(end) == ' '
            || Chars.isQuote(text.charAt(end)))) {
      end++;
    }
    char c = Chars.at(text, end);
    return end > at && (c == '=' || c == ':' || (c == ';' && Chars.startsWith(text, at, "amp")));
  }

  private static boolean endsEnclosed(CharSequence text, int at) {
    if (at >= text.length()) {
      return true;
    }
    char c = text.charAt(at);
    return Chars.isSpace(c) || ",;.:)]}>|&".indexOf(c) >= 0 || Chars.isQuote(c) || c == '\\';
  }

  /**
   * Whether there is nothing to hide: no value, one that is hidden, a placeholder.
   *
   * @param words whether it stands behind a blank, as the words of a sentence do
   */
  static boolean isOpen(CharSequence text, int from, int to, boolean words) {
    if (from >= to) {
      return true;
    }
    boolean stars = true;
    for (int i = from; i < to && stars; i++) {
      char c = text.charAt(i);
      stars = c == '*' || c == '•' || c == '…' || c == '.';
    }
    if (stars || isPlaceholder(text, from, to)) {
      return true;
    }
    return Chars.isOneOf(text, from, to, NONE) || (words && Chars.isOneOf(text, from, to, WORDS));
  }

  // ${NAME} and #{name}, without a default
  private static boolean isPlaceholder(CharSequence text, int from, int to) {
    char first = text.charAt(from);
    if (to - from < 4
        || (first != '$' && first != '#')
        || text.charAt(from + 1) != '{'
        || text.charAt(to - 1) != '}') {
      return false;
    }
    for (int i = from + 2; i < to - 1; i++) {
      if (!SecretKeys.isOfName(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether what a key such as token has as its value is a count or a word of a sentence. */
  static boolean isPlain(CharSequence text, int from, int to, boolean words, int key) {
    boolean digits = true;
    boolean letters = true;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      digits &= Chars.isDigit(c);
      letters &= Chars.isLower(c) || (i == from && Chars.isUpper(c));
    }
    boolean plural = Chars.find(text, key, "tokens", 76) >= 0;
    return (digits && (to - from < 4 || plural)) || (letters && words && to - from < 16);
  }
}
