package io.batchmon.agent.alert;

/** What a word of a message looks like. Each of these reads the word once. */
final class WordShape {
  private static final String DOMAINS =
      " com net org io local internal cloud lan dev svc amazonaws ";
  private static final String FILES =
      " java kt scala groovy xml json csv txt sql log yml yaml properties class jar ";

  private WordShape() {}

  /** As of String, but no further than {@code to}; or -1. */
  static int indexOf(String text, char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || "_-.:/\\@+%~$".indexOf(c) >= 0;
  }

  static int end(String text, int from, int most) {
    int end = from + 1;
    while (end < most && isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  static boolean isUrl(String text, int from, int to) {
    if (text.startsWith("jdbc:", from)) {
      return true;
    }
    int colon = indexOf(text, ':', from, to);
    return colon > from && text.startsWith("//", colon + 1);
  }

  static int urlEnd(String text, int from, int most) {
    int end = from;
    while (end < most && text.charAt(end) > ' ' && "\"'<>)]},".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    while (end > from && ".:;".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  /** An IP address, or a full name; with a port or not; as Java writes addresses or not. */
  static boolean isHost(String text, int from, int to) {
    int start = from;
    int slash = indexOf(text, '/', from, to);
    if (slash >= 0) {
      start = slash + 1;
      if (start == to || (!isIpv4(text, start, to) && !isIpv6(text, start, to))) {
        return false;
      }
      return isName(text, from, slash);
    }
    return isIpv4(text, start, to) || isIpv6(text, start, to) || isFullName(text, start, to);
  }

  private static boolean isIpv4(String text, int from, int to) {
    int dots = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (++digits > 3) {
          return false;
        }
      } else if (c == '.' && digits > 0) {
        dots++;
        digits = 0;
      } else {
        return c == ':' && dots == 3 && digits > 0 && isPort(text, i + 1, to);
      }
    }
    return dots == 3 && digits > 0;
  }

  private static boolean isIpv6(String text, int from, int to) {
    int colons = 0;
    boolean twice = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == ':') {
        colons++;
        twice |= i + 1 < to && text.charAt(i + 1) == ':';
      } else if (Character.digit(c, 16) < 0) {
        return false;
      }
    }
    return colons >= 7 || (twice && colons >= 2);
  }

  private static boolean isPort(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return to > from && to - from <= 5;
  }

  private static boolean isName(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '-' && c != '.' && c != '_') {
        return false;
      }
    }
    return true;
  }

  // with a port, or ending as the names of hosts do and those of classes and files do not
  private static boolean isFullName(String text, int from, int to) {
    int colon = indexOf(text, ':', from, to);
    boolean port = colon > from && isPort(text, colon + 1, to);
    int end = port ? colon : to;
    int dot = end - 1;
    while (dot > from && text.charAt(dot) != '.') {
      dot--;
    }
    if (dot <= from || dot == end - 1 || !isName(text, from, end)) {
      return false;
    }
    String tail = ' ' + text.substring(dot + 1, end) + ' ';
    return port ? !FILES.contains(tail) && !isPort(text, dot + 1, end) : DOMAINS.contains(tail);
  }

  /** Digits, and the marks that dates and times have between them. */
  static boolean isTime(String text, int from, int to) {
    int digits = 0;
    int dashes = 0;
    int colons = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        digits++;
      } else if (c == '-' || c == '/') {
        dashes++;
      } else if (c == ':') {
        colons++;
      } else if (c != '.' && c != '+' && c != 'T' && c != 'Z') {
        return false;
      }
    }
    boolean first = Character.isDigit(text.charAt(from));
    return first && ((digits >= 6 && dashes == 2) || (digits >= 3 && colons > 0));
  }

  /** Whether letters of both cases and digits change as often as they do by chance. */
  static boolean isRandom(String text, int from, int to) {
    int changes = 0;
    int letters = 0;
    int before = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int kind = Character.isDigit(c) ? 3 : Character.isUpperCase(c) ? 2 : 1;
      if (!Character.isLetterOrDigit(c)) {
        if (c != '-' && c != '_') {
          return false;
        }
        kind = before;
      } else {
        letters++;
      }
      changes += before != 0 && kind != before ? 1 : 0;
      before = kind;
    }
    return letters >= 10 && changes * 20 > letters * 7;
  }
}
