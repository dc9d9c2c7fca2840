package io.batchmon.agent.redact;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** E-mail addresses, credentials in URLs, addresses of machines. */
final class Addresses {
  private static final int LONGEST_USER = 300;
  private static final Set<String> FILES =
      new HashSet<>(
          Arrays.asList(
              "png",
              "jpg",
              "jpeg",
              "gif",
              "svg",
              "webp",
              "java",
              "class",
              "xml",
              "json",
              "js",
              "ts",
              "css",
              "html",
              "txt",
              "yml",
              "yaml",
              "properties",
              "jar",
              "war",
              "gz",
              "zip",
              "log",
              "csv",
              "tmp",
              "snapshot",
              "final",
              "release",
              "rc",
              "beta",
              "alpha",
              "dev"));

  private Addresses() {}

  /** At the colon of {@code ://}: the end of user and password. */
  static int userInfo(CharSequence text, int colon, Marks marks) {
    if (Chars.at(text, colon + 1) != '/'
        || Chars.at(text, colon + 2) != '/'
        || !Chars.isWord(Chars.at(text, colon - 1))) {
      return colon;
    }
    int from = colon + 3;
    int last = -1;
    int slash = -1;
    int port = -1;
    for (int i = from; i < text.length() && i - from < LONGEST_USER; i++) {
      char c = text.charAt(i);
      if (Chars.isSpace(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`') {
        break;
      }
      if (c == '/' || c == '?' || c == '#') {
        // why: a password with a slash in it is no URL, but that is what the exception is about
        if (last >= 0 || port < 0 || isNumber(text, port + 1, i)) {
          break;
        }
        slash = i;
      } else if (c == ':' && slash < 0 && last < 0 && port < 0) {
        port = i;
      } else if (c == '@') {
        last = i;
      } else if (c == ';' && last < 0 && beginsPair(text, i + 1)) {
        break;
      } else if (c == ',' && slash < 0 && last < 0) {
        // a list of hosts
        port = -1;
      }
    }
    if (last <= from || isHidden(text, from, last)) {
      return colon;
    }
    marks.hide(from, last);
    return last + 1;
  }

  // jdbc:sqlserver://db;user=sa, and not a domain before the user
  private static boolean beginsPair(CharSequence text, int at) {
    int end = at;
    while (end < text.length() && end - at < 40 && SecretKeys.isOfName(text.charAt(end))) {
      end++;
    }
    return Chars.at(text, end) == '=';
  }

  private static boolean isNumber(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Chars.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHidden(CharSequence text, int from, int to) {
    return Values.isOpen(text, from, to, false);
  }

  /** {@code jdbc:oracle:thin:scott/tiger@host}: the end of user and password. */
  static int oracle(CharSequence text, int at, Marks marks) {
    if (!Chars.startsWith(text, at, "jdbc:oracle:")) {
      return at;
    }
    int from = at + 12;
    while (Chars.isLower(Chars.at(text, from)) || Chars.isDigit(Chars.at(text, from))) {
      from++;
    }
    from++;
    boolean slash = false;
    for (int i = from; i < text.length() && i - from < LONGEST_USER; i++) {
      char c = text.charAt(i);
      if (Chars.isSpace(c)) {
        return at;
      }
      slash |= c == '/';
      if (c == '@') {
        int end = Chars.at(text, i - 1) == '"' ? i - 1 : i;
        if (slash && !isHidden(text, from, end)) {
          marks.hide(from, end);
          return i + 1;
        }
        return at;
      }
    }
    return at;
  }

  /**
   * An e-mail address.
   *
   * @param sign its {@code @}, or what stands for it
   * @param behind where the domain begins
   */
  static int email(CharSequence text, int sign, int behind, Marks marks) {
    int start = sign;
    while (start > 0 && sign - start < 64 && isOfLocalPart(text.charAt(start - 1))) {
      start--;
    }
    while (start < sign && (text.charAt(start) == '.' || text.charAt(start) == '%')) {
      start++;
    }
    int end = domain(text, behind);
    if (start == sign || end <= behind || Chars.isOneOf(text, start, sign, "git")) {
      return sign;
    }
    marks.hide(start, end);
    return end;
  }

  private static boolean isOfLocalPart(char c) {
    return Chars.isWord(c) || "._+-%".indexOf(c) >= 0;
  }

  private static int domain(CharSequence text, int from) {
    int label = from;
    int labels = 0;
    boolean number = true;
    boolean firstIsNumber = false;
    int best = -1;
    int i = from;
    for (; i <= text.length() && i - from < 254; i++) {
      char c = Chars.at(text, i);
      if (Chars.isWord(c) || c == '-') {
        number &= Chars.isDigit(c) || c == '-';
        continue;
      }
      int length = i - label;
      if (length == 0 || text.charAt(label) == '-' || length > 63) {
        break;
      }
      if (labels == 0) {
        firstIsNumber = number;
      } else if (!number && isTopLevel(text, label, i)) {
        best = i;
      }
      labels++;
      label = i + 1;
      number = true;
      if (c != '.') {
        break;
      }
    }
    return firstIsNumber && labels > 2 ? -1 : best;
  }

  private static boolean isTopLevel(CharSequence text, int from, int to) {
    if (to - from < 2 || to - from > 24) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (Chars.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !FILES.contains(text.subSequence(from, to).toString().toLowerCase(Locale.ROOT));
  }

  /** An IPv4 or IPv6 address. */
  static int ip(CharSequence text, int at, Marks marks) {
    if (Chars.at(text, at - 1) == '.' || Chars.at(text, at - 1) == ':') {
      return at;
    }
    int end = at;
    int dots = 0;
    int colons = 0;
    int part = at;
    boolean decimal = true;
    int longest = 0;
    while (end < text.length() && end - at < 46) {
      char c = text.charAt(end);
      if (Chars.isHex(c)) {
        decimal &= Chars.isDigit(c);
        end++;
        longest = Math.max(longest, end - part);
      } else if (c == '.' && Chars.isDigit(Chars.at(text, end + 1)) && colons == 0) {
        dots++;
        part = ++end;
      } else if (c == ':' && (Chars.isHex(next(text, end)) || next(text, end) == ':')) {
        if (dots > 0) {
          break;
        }
        colons++;
        part = ++end;
      } else {
        break;
      }
    }
    boolean v4 = dots == 3 && decimal && colons == 0 && longest <= 3;
    boolean v6 =
        colons >= 2 && longest <= 4 && (colons == 7 || Chars.find(text, at, "::", 45) >= 0);
    boolean open = Chars.isWord(Chars.at(text, end)) || (v4 && isOfVersion(text, at, end));
    if ((!v4 && !v6) || open) {
      return at;
    }
    marks.hide(at, end);
    return end;
  }

  private static char next(CharSequence text, int at) {
    return Chars.at(text, at + 1);
  }

  private static boolean isOfVersion(CharSequence text, int at, int end) {
    return Chars.at(text, at - 1) == '-' || Chars.at(text, end) == '-';
  }
}
