package io.batchmon.agent.redact;

import io.batchmon.agent.redact.SecretKeys.Meaning;

/** XML elements whose name says that their content is a secret. */
final class Elements {
  private static final int LONGEST_TAG = 300;
  private static final int LONGEST = 4000;

  private Elements() {}

  /** At a {@code <}: the end of the content, if it is hidden. */
  static int at(CharSequence text, int at, Marks marks) {
    int from = at + 1;
    int end = from;
    while (end < text.length() && end - from < 100 && isOfTag(text.charAt(end))) {
      if (text.charAt(end) == ':') {
        from = end + 1;
      }
      end++;
    }
    if (end - from < 2) {
      return at;
    }
    Meaning meaning = SecretKeys.of(text, from, end);
    if (meaning == Meaning.OPEN || meaning == Meaning.NAME || meaning == Meaning.VALUE) {
      return at;
    }
    int close = end;
    while (close < text.length() && close - end < LONGEST_TAG && text.charAt(close) != '>') {
      if (text.charAt(close) == '<' || (close == end && !isBehindName(text.charAt(close)))) {
        return at;
      }
      close++;
    }
    if (Chars.at(text, close) != '>' || text.charAt(close - 1) == '/') {
      return at;
    }
    return Math.max(at, content(text, close + 1, meaning, marks));
  }

  private static boolean isOfTag(char c) {
    return SecretKeys.isOfName(c) || c == ':';
  }

  private static boolean isBehindName(char c) {
    return Chars.isSpace(c) || c == '/';
  }

  /**
   * Hides what stands there up to the closing tag. {@code List<Token>} is no element: there is no
   * such tag; only what has no blank may also run to the end of the text.
   */
  static int content(CharSequence text, int from, Meaning meaning, Marks marks) {
    boolean data = Chars.startsWith(text, from, "<![cdata[");
    int start = data ? from + 9 : from;
    int end = start;
    boolean blank = false;
    while (end < text.length() && end - start < LONGEST) {
      char c = text.charAt(end);
      if (data ? c == ']' && Chars.at(text, end + 1) == ']' : c == '<') {
        break;
      }
      blank |= Chars.isSpace(c);
      end++;
    }
    boolean closed = data || Chars.startsWith(text, end, "</");
    boolean cut = end == text.length() && end - start > 3 && !blank;
    if ((!closed && !cut)
        || Values.isOpen(text, start, end, false)
        || (meaning == Meaning.TOKEN && Values.isPlain(text, start, end, false, from))) {
      return -1;
    }
    marks.hide(start, end);
    return end;
  }
}
