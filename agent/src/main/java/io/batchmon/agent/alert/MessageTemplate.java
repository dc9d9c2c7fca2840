package io.batchmon.agent.alert;

/**
 * Brings a message into the form that it shares with others of its kind: ids, numbers, times,
 * addresses are replaced by a word for what they are. One pass from left to right, each word looked
 * at a fixed number of times, so that no text can make it slow. Of a long text the first two lines
 * count.
 */
final class MessageTemplate {
  private static final int MAX_LINES = 2;
  private static final int MAX_READ = 2000;
  private static final int MAX_TEMPLATE = 500;
  private static final int MAX_WORD = 256;
  private static final String ID = "<id>";
  private static final String TIME = "<time>";
  private static final String URL = "<url>";
  private static final String HOST = "<host>";
  private static final String EMAIL = "<email>";

  private static final String DAYS_AND_MONTHS =
      " Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";

  private final String text;
  private final StringBuilder out;
  private String last = "";
  private int lastEnd;
  private boolean afterId;
  private int idEnd;

  private MessageTemplate(String text) {
    this.text = text;
    this.out = new StringBuilder(Math.min(text.length(), MAX_TEMPLATE) + 32);
  }

  /** At most some 500 characters. */
  static String of(String text) {
    return new MessageTemplate(text).template();
  }

  private String template() {
    int end = Math.min(text.length(), MAX_READ);
    int lines = 0;
    boolean blank = true;
    int i = 0;
    while (i < end && out.length() < MAX_TEMPLATE) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines += blank ? 0 : 1;
        blank = true;
        if (lines == MAX_LINES) {
          break;
        }
        i++;
      } else if (WordShape.isWord(c)) {
        blank = false;
        i = word(i, WordShape.end(text, i, end), end);
      } else {
        blank &= c <= ' ';
        plain(c);
        i++;
      }
    }
    int length = out.length();
    while (length > 0 && out.charAt(length - 1) == ' ') {
      length--;
    }
    out.setLength(length);
    return out.toString();
  }

  private void plain(char c) {
    boolean space = c <= ' ' || Character.isWhitespace(c);
    boolean afterSpace = out.length() == 0 || out.charAt(out.length() - 1) == ' ';
    if (!space) {
      out.append(c);
    } else if (!afterSpace) {
      out.append(' ');
    }
  }

  /** Takes the word that begins here; returns where to go on. */
  private int word(int from, int wordEnd, int end) {
    int to = wordEnd;
    while (to > from && isTrailing(text.charAt(to - 1))) {
      to--;
    }
    if (to == from) {
      out.append(text, from, wordEnd);
      return wordEnd;
    }
    if (WordShape.isUrl(text, from, to)) {
      replace(URL);
      return WordShape.urlEnd(text, from, end);
    }
    int at = WordShape.indexOf(text, '@', from, to);
    if (to - from > MAX_WORD) {
      replace(ID);
    } else if (at > from && at < to - 1) {
      addressed(from, at, to);
    } else if (WordShape.isHost(text, from, to)) {
      replace(HOST);
    } else if (WordShape.isTime(text, from, to) || isNamedDay(from, to, end)) {
      replace(TIME);
    } else {
      segments(from, to);
    }
    return to;
  }

  private static boolean isTrailing(char c) {
    return c == '.' || c == ':' || c == '/' || c == '-' || c == '%' || c == '+';
  }

  // an e-mail address, or an object that has no toString
  private void addressed(int from, int at, int to) {
    if (WordShape.indexOf(text, '.', at, to) > 0) {
      replace(EMAIL);
    } else {
      segments(from, at);
      out.append('@');
      segments(at + 1, to);
    }
  }

  private boolean isNamedDay(int from, int to, int end) {
    if (to - from != 3 || !DAYS_AND_MONTHS.contains(' ' + text.substring(from, to) + ' ')) {
      return false;
    }
    int next = to;
    while (next < end && (text.charAt(next) == ' ' || text.charAt(next) == ',')) {
      next++;
    }
    boolean day = next > to && next < end && Character.isDigit(text.charAt(next));
    return day
        || (next + 3 <= end
            && next > to
            && DAYS_AND_MONTHS.contains(' ' + text.substring(next, next + 3) + ' '));
  }

  /** A word whose parts are judged one by one, and whole if most of them are ids. */
  private void segments(int from, int to) {
    int start = from;
    if (to - from > 1 && isSign(text.charAt(from)) && Character.isDigit(text.charAt(from + 1))) {
      start++;
    }
    int parts = 0;
    int ids = 0;
    int idLength = 0;
    for (int i = start; i < to; ) {
      int end = partEnd(i, to);
      if (end > i) {
        parts++;
        boolean id = isId(i, end);
        ids += id ? 1 : 0;
        idLength += id ? end - i : 0;
      }
      i = end + 1;
    }
    boolean named = afterId && isNaming(from) && to - from >= 6;
    if (ids * 2 > parts
        || (to - start >= 32 && idLength * 2 > to - start)
        || named
        || ((ids > 0 || to - start >= 16) && WordShape.isRandom(text, start, to))) {
      replace(ID);
      remember(from, to);
      return;
    }
    for (int i = start; i < to; ) {
      int end = partEnd(i, to);
      if (end > i && isId(i, end)) {
        replace(ID);
      } else {
        out.append(text, i, end);
      }
      if (end < to) {
        out.append(text.charAt(end));
      }
      i = end + 1;
    }
    remember(from, to);
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+';
  }

  private int partEnd(int from, int to) {
    int end = from;
    while (end < to && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private boolean isId(int from, int to) {
    boolean hex = to - from >= 8;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        return true;
      }
      hex &= (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    return hex || (to - from >= 16 && WordShape.isRandom(text, from, to));
  }

  // whether the word before said that an id follows, such as id=, orderId: "
  private boolean isNaming(int from) {
    if (from - idEnd < 1 || from - idEnd > 4) {
      return false;
    }
    boolean naming = false;
    for (int i = idEnd; i < from; i++) {
      char c = text.charAt(i);
      if ("=:#'\"[( ".indexOf(c) < 0) {
        return false;
      }
      naming |= c != ' ' && c != '(';
    }
    return naming;
  }

  private void remember(int from, int to) {
    int length = to - from;
    afterId =
        length >= 2
            && text.regionMatches(true, to - 2, "id", 0, 2)
            && (length == 2
                || text.charAt(to - 2) == 'I'
                || !Character.isLetter(text.charAt(to - 3)));
    idEnd = to;
  }

  /** A list of ids is one of them, however long it is. */
  private void replace(String name) {
    if (name.equals(last) && isSeparated(lastEnd)) {
      out.setLength(lastEnd);
      return;
    }
    out.append(name);
    last = name;
    lastEnd = out.length();
  }

  private boolean isSeparated(int from) {
    int length = out.length() - from;
    if (length < 1 || length > 3) {
      return false;
    }
    for (int i = from; i < out.length(); i++) {
      if (" ,;|/".indexOf(out.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
