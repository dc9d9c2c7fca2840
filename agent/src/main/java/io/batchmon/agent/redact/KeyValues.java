package io.batchmon.agent.redact;

import io.batchmon.agent.redact.SecretKeys.Meaning;

/**
 * Keys with their values: {@code password=x}, {@code "token": "x"}, {@code Authorization: Bearer
 * x}, {@code --secret x}. The key decides; where the value ends is read from its form.
 */
final class KeyValues {
  private static final int LONGEST = 4000;
  private static final int LONGEST_ENCLOSED = 1000;
  private static final int NEAR = 48;

  private KeyValues() {}

  /** At a {@code =}, {@code :} or {@code >}: the end of the value, if it is hidden. */
  static int at(CharSequence text, int sign, Marks marks) {
    char c = text.charAt(sign);
    int keySide = sign;
    int from = sign + 1;
    if (c == '>') {
      if (Chars.at(text, sign - 1) != '-' || !Chars.isBlank(Chars.at(text, sign - 2))) {
        return sign;
      }
      keySide = sign - 1;
    } else if (c == Chars.at(text, from)) {
      // token == null, Credentials::VERSION
      return sign;
    } else if (c == '=' && Chars.at(text, from) == '>') {
      from++;
    } else if (c == ':' && Chars.at(text, from) == '=') {
      from++;
    }
    int end = endOfKey(text, keySide);
    int start = SecretKeys.start(text, end);
    // why: of the colons of a stack trace nearly all are those of a file and its line
    if (end - start < 2 || Chars.startsWith(text, end - 5, ".java")) {
      return sign;
    }
    Meaning meaning = meaning(text, start, end);
    switch (meaning) {
      case OPEN:
        return sign;
      case NAME:
        return Math.max(sign, named(text, from, marks));
      default:
        return Math.max(sign, value(text, from, meaning, start, marks));
    }
  }

  private static int endOfKey(CharSequence text, int sign) {
    int end = sign;
    while (end > 0 && sign - end < 4 && Chars.isBlank(text.charAt(end - 1))) {
      end--;
    }
    int signs = end;
    while (end > 0 && signs - end < 4 && isBehindKey(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isBehindKey(char c) {
    return Chars.isQuote(c) || c == '\\' || c == ']';
  }

  private static Meaning meaning(CharSequence text, int start, int end) {
    // arn:aws:secretsmanager:eu-west-1:123456789012:secret:name
    if (Chars.at(text, start - 1) == ':' && Chars.isDigit(Chars.at(text, start - 2))) {
      return Meaning.OPEN;
    }
    Meaning meaning = SecretKeys.of(text, start, end);
    if (meaning == Meaning.VALUE) {
      // Token[value=x], Password(value=x)
      char open = Chars.at(text, start - 1);
      int outer = open == '[' || open == '(' || open == '{' ? start - 1 : start;
      int outerStart = SecretKeys.start(text, outer);
      Meaning of =
          outer == start || outer - outerStart < 2
              ? Meaning.OPEN
              : SecretKeys.of(text, outerStart, outer);
      return of == Meaning.NAME || of == Meaning.VALUE ? Meaning.OPEN : of;
    }
    if (meaning == Meaning.NAME || meaning == Meaning.OPEN) {
      return SecretKeys.isQualified(text, start, end) ? Meaning.PASSWORD : meaning;
    }
    return meaning == Meaning.TOKEN && SecretKeys.isOfParser(text, start) ? Meaning.OPEN : meaning;
  }

  /** After a quote or bracket with a blank before it: {@code PASSWORD 'x'}, {@code token [x]}. */
  static int behindBlank(CharSequence text, int at, Marks marks) {
    if (Chars.at(text, at - 1) != ' ' || !Chars.isWord(Chars.at(text, at - 2))) {
      return at;
    }
    int start = SecretKeys.start(text, at - 1);
    Meaning meaning = SecretKeys.of(text, start, at - 1);
    if (meaning == Meaning.PASSWORD
        && text.charAt(at) != '['
        && Chars.find(text, start, "passw", at - start) >= 0) {
      return quoted(text, at, at, marks);
    }
    if ((meaning != Meaning.PASSWORD && meaning != Meaning.TOKEN)
        || SecretKeys.isOfParser(text, start)) {
      return at;
    }
    int end = at + 1;
    while (end < text.length() && end - at < LONGEST && !isEndOfWord(text.charAt(end))) {
      end++;
    }
    boolean secret = end - at > 8 && Tokens.looksRandom(text, at + 1, end);
    if (!secret || hasOnly(text, at + 1, end, "_ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
      return at;
    }
    marks.hide(at + 1, end);
    return end;
  }

  private static boolean isEndOfWord(char c) {
    return Chars.isSpace(c) || c == ']' || c == '"' || c == '\'';
  }

  private static boolean hasOnly(CharSequence text, int from, int to, String allowed) {
    for (int i = from; i < to; i++) {
      if (allowed.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** After {@code password} and a blank: a word that has letters and digits, as none has. */
  static int behindPassword(CharSequence text, int at, Marks marks) {
    if (!Chars.startsWith(text, at - 9, "password ")) {
      return at;
    }
    int end = Values.end(text, at);
    boolean digit = false;
    boolean letter = false;
    for (int i = at; i < end; i++) {
      digit |= Chars.isDigit(text.charAt(i));
      letter |= Chars.isLower(text.charAt(i));
    }
    if (!digit || !letter || end - at < 6) {
      return at;
    }
    marks.hide(at, end);
    return end;
  }

  /** Two dashes, a key, a blank: an option of a command line; or {@code -u name:password}. */
  static int option(CharSequence text, int at, Marks marks) {
    if (!Chars.isSpace(Chars.at(text, at - 1))) {
      return at;
    }
    if (Chars.startsWith(text, at, "-u ") || Chars.startsWith(text, at, "--user ")) {
      return user(text, at, Chars.find(text, at, " ", 8) + 1, marks);
    }
    if (Chars.at(text, at + 1) != '-') {
      return at;
    }
    int end = at + 2;
    while (end < text.length() && end - at < 60 && SecretKeys.isOfName(text.charAt(end))) {
      end++;
    }
    if (end - at < 5 || Chars.at(text, end) != ' ' || isOption(text, end + 1)) {
      return at;
    }
    Meaning meaning = SecretKeys.of(text, at + 2, end);
    return meaning == Meaning.PASSWORD || meaning == Meaning.TOKEN
        ? Math.max(at, value(text, end, meaning, at + 2, marks))
        : at;
  }

  private static int user(CharSequence text, int at, int from, Marks marks) {
    int end = Values.end(text, from);
    int colon = Chars.find(text, from, ":", 64);
    boolean named = colon > from && colon < end - 1 && Chars.at(text, colon + 1) != '/';
    if (!named || Values.isOpen(text, colon + 1, end, false)) {
      return at;
    }
    marks.hide(colon + 1, end);
    return end;
  }

  private static boolean isOption(CharSequence text, int at) {
    return Chars.at(text, at) == '-'
        && (Chars.at(text, at + 1) == '-' || !Tokens.looksRandom(text, at, Values.end(text, at)));
  }

  /** A name in quotes or not, and soon behind it {@code value}: what follows is its value. */
  private static int named(CharSequence text, int from, Marks marks) {
    int start = Chars.skipBlanks(text, from, 4);
    while (start < text.length() && start - from < 8 && isBehindKey(text.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < text.length() && end - start < NEAR && SecretKeys.isOfName(text.charAt(end))) {
      end++;
    }
    if (end - start < 2) {
      return from - 1;
    }
    Meaning meaning = SecretKeys.of(text, start, end);
    if (meaning == Meaning.OPEN || meaning == Meaning.NAME || meaning == Meaning.VALUE) {
      return from - 1;
    }
    int close = end;
    while (close < text.length() && isBehindKey(text.charAt(close))) {
      close++;
    }
    if (Chars.at(text, close) == '>') {
      return Elements.content(text, close + 1, meaning, marks);
    }
    int value = Chars.find(text, end, "value", NEAR);
    int sign = value < 0 ? 0 : value + 5;
    while (sign < text.length() && sign < value + 12 && isBehindKeyOrBlank(text.charAt(sign))) {
      sign++;
    }
    char c = Chars.at(text, sign);
    return value >= 0 && (c == '=' || c == ':')
        ? value(text, sign + 1, Meaning.PASSWORD, start, marks)
        : from - 1;
  }

  private static boolean isBehindKeyOrBlank(char c) {
    return isBehindKey(c) || Chars.isBlank(c);
  }

  /** Hides what begins there, blanks aside; the end of it, or -1. */
  static int value(CharSequence text, int at, Meaning meaning, int key, Marks marks) {
    int from = Chars.skipBlanks(text, at, 4);
    int quote = from;
    while (quote - from < 8 && Chars.at(text, quote) == '\\') {
      quote++;
    }
    if (from >= text.length()) {
      return -1;
    }
    if (Chars.isQuote(Chars.at(text, quote))) {
      return quoted(text, -1, from, marks);
    }
    switch (text.charAt(from)) {
      case '[':
        return enclosed(text, from, ']', marks);
      case '{':
        return enclosed(text, from, '}', marks);
      case '<':
        return enclosed(text, from, '>', marks);
      default:
        break;
    }
    if (meaning == Meaning.AUTHORIZATION) {
      return Headers.authorization(text, from, marks);
    }
    if (meaning == Meaning.COOKIE) {
      return Headers.cookie(text, from, marks);
    }
    // PWD is a directory; a field of a form was rejected with what is in brackets
    boolean directory = text.charAt(from) == '/' && Chars.startsWith(text, at - 4, "pwd");
    if (directory || Chars.startsWith(text, from, "rejected value [")) {
      return directory ? -1 : enclosed(text, from + 15, ']', marks);
    }
    int end = Values.end(text, from);
    boolean words = from > at;
    if (Values.isOpen(text, from, end, words)
        || (meaning == Meaning.TOKEN && Values.isPlain(text, from, end, words, key))) {
      return -1;
    }
    marks.hide(from, end);
    return end;
  }

  /**
   * Hides what is between the quotes there, which may have backslashes before them; if they do not
   * end, the rest of the line.
   *
   * @param otherwise returned where there is none
   */
  static int quoted(CharSequence text, int otherwise, int from, Marks marks) {
    int quote = from;
    while (quote - from < 8 && Chars.at(text, quote) == '\\') {
      quote++;
    }
    char open = Chars.at(text, quote);
    if (!Chars.isQuote(open)) {
      return otherwise;
    }
    char close = open == '\u2018' ? '\u2019' : open == '\u201c' ? '\u201d' : open;
    int escapes = quote - from;
    int end = quote + 1;
    while (end < text.length() && end - quote < LONGEST) {
      char c = text.charAt(end);
      if (c == close || c == '\n' || c == '\r') {
        break;
      }
      // why: a quote with fewer or as many backslashes as the first one ends the value
      int slashes = 0;
      while (c == '\\' && end < text.length() && text.charAt(end) == '\\' && slashes < LONGEST) {
        slashes++;
        end++;
      }
      if (c != '\\') {
        end++;
      } else if (Chars.at(text, end) == close) {
        if (slashes <= escapes) {
          end -= slashes;
          break;
        }
        end++;
      }
    }
    end = Math.min(end, text.length());
    if (Values.isOpen(text, quote + 1, end, false)) {
      return otherwise;
    }
    marks.hide(quote + 1, end);
    return end;
  }

  private static int enclosed(CharSequence text, int from, char close, Marks marks) {
    char open = text.charAt(from);
    int depth = 0;
    for (int i = from; i < text.length() && i - from < LONGEST_ENCLOSED; i++) {
      char c = text.charAt(i);
      if (c == '\n' && close == '>') {
        break;
      }
      depth += c == open ? 1 : c == close ? -1 : 0;
      if (depth == 0) {
        return enclosed(text, from, i, marks);
      }
    }
    int end = Values.end(text, from);
    marks.hide(from, end);
    return end;
  }

  private static int enclosed(CharSequence text, int from, int close, Marks marks) {
    // {bcrypt}$2a$10$...
    int end = text.charAt(from) == '{' ? Values.end(text, close + 1) : close + 1;
    if (end > close + 1) {
      marks.hide(from, end);
      return end;
    }
    if (Values.isOpen(text, from + 1, close, false)) {
      return -1;
    }
    marks.hide(from + 1, close);
    return close;
  }
}
