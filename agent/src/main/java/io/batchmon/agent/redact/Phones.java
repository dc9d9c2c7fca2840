package io.batchmon.agent.redact;

/** Telephone numbers that say so themselves: by a plus and a country, or by an area in brackets. */
final class Phones {
  private static final int LEAST = 9;
  private static final int LEAST_IN_ONE = 10;
  private static final int MOST = 15;

  private Phones() {}

  /** At a plus or an opening bracket: the end of the number, or {@code at} if there is none. */
  static int at(CharSequence text, int at, Marks marks) {
    if (Chars.isWord(Chars.at(text, at - 1))) {
      return at;
    }
    int end = text.charAt(at) == '+' ? international(text, at) : american(text, at);
    if (end > at) {
      marks.hide(at, end);
    }
    return end;
  }

  private static int international(CharSequence text, int at) {
    int digits = 0;
    int groups = 1;
    int end = at + 1;
    int open = 0;
    if (Chars.at(text, end) < '1' || Chars.at(text, end) > '9') {
      return at;
    }
    for (int i = at + 1; i < text.length() && i - at < 32; i++) {
      char c = text.charAt(i);
      if (Chars.isDigit(c)) {
        digits++;
        end = i + 1;
        continue;
      }
      boolean bracket = c == (open == 0 ? '(' : ')') && open < 2;
      char next = Chars.at(text, i + 1);
      boolean goesOn = Chars.isDigit(next) || next == '(' || (c == ')' && next == ' ');
      boolean sign = Chars.isBlank(c) || c == '-' || c == '.' || c == '/' || bracket;
      if (!sign || !goesOn) {
        break;
      }
      open += bracket ? 1 : 0;
      groups += Chars.isDigit(Chars.at(text, i - 1)) ? 1 : 0;
    }
    boolean fits = digits >= (groups == 1 ? LEAST_IN_ONE : LEAST) && digits <= MOST;
    char next = Chars.at(text, end);
    boolean decimal = groups == 2 && Chars.find(text, at, ".", end - at) >= 0;
    return fits && !decimal && !Chars.isWord(next) && next != ':' ? end : at;
  }

  // (555) 123-4567
  private static int american(CharSequence text, int at) {
    String form = "(ddd) ddd-dddd";
    int i = at;
    for (int j = 0; j < form.length(); j++) {
      char expected = form.charAt(j);
      char c = Chars.at(text, i);
      if (expected == ' ' && c != ' ') {
        continue;
      }
      boolean fits =
          expected == 'd' ? Chars.isDigit(c) : c == expected || (expected == '-' && isDivider(c));
      if (!fits) {
        return at;
      }
      i++;
    }
    return Chars.isWord(Chars.at(text, i)) ? at : i;
  }

  private static boolean isDivider(char c) {
    return c == '.' || c == ' ';
  }
}
