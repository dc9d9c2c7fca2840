package io.batchmon.agent.sql;

import java.util.Locale;

/**
 * Takes values and comments out of a statement, in one pass over at most its first 16 KiB, whatever
 * it is. Values become question marks, several in a row one, and so do equal lists of them. Where
 * dialects disagree on what is a value, the text ends.
 */
final class SqlText {
  static final int DEEPEST = 64;
  private static final int LONGEST_READ = 16 * 1024;
  private static final int LONGEST_SHOWN = 2000;
  private static final String CUT = "...";

  private final String sql;
  private final int end;
  private final boolean quotesAreText;
  private final StringBuilder out = new StringBuilder(128);
  private final SqlSummary summary = new SqlSummary();
  private final int[] opened = new int[DEEPEST];
  private int depth;
  private int at;
  private boolean space;
  private boolean cut;
  private String lastWord = "";
  private String wordBefore = "";

  private SqlText(String sql, boolean quotesAreText) {
    this.sql = sql;
    this.end = Math.min(sql.length(), LONGEST_READ);
    this.quotesAreText = quotesAreText;
  }

  /**
   * The shape of a statement.
   *
   * @param quotesAreText whether double quotes may stand around a value, as in MySQL, and not only
   *     around a name
   */
  static SqlShape shapeOf(String sql, boolean quotesAreText) {
    return new SqlText(sql, quotesAreText).read();
  }

  private SqlShape read() {
    while (at < end && !cut && out.length() < LONGEST_SHOWN) {
      next(sql.charAt(at));
    }
    if (at >= end && end < sql.length()) {
      // why: a list that was not read to its end would be another shape for each length of its rows
      int from = depth > 0 ? opened[0] : out.length();
      while (from > 0 && (out.charAt(from - 1) == ' ' || out.charAt(from - 1) == ',')) {
        from--;
      }
      out.setLength(from);
      cut = true;
    }
    if (cut || at < end || out.length() > LONGEST_SHOWN) {
      out.setLength(Math.min(out.length(), LONGEST_SHOWN));
      out.append(CUT);
    }
    return new SqlShape(out.toString(), summary.text(), summary.operation());
  }

  private void next(char c) {
    if (isSpace(c)) {
      space = true;
      at++;
    } else if (c == '\'' || (c == '"' && quotesAreText)) {
      text(c);
    } else if (c == '"' || c == '`') {
      name(c);
    } else if (c == '-' && peek(1) == '-') {
      lineComment(2, at + 2 < end && !isSpace(peek(2)));
    } else if (c == '/' && peek(1) == '*') {
      blockComment();
    } else if (c == '#') {
      hash();
    } else if (c == '$') {
      dollar();
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)) && !endsName())) {
      number();
    } else if (isWord(c)) {
      word();
    } else {
      sign(c);
    }
  }

  private char peek(int ahead) {
    return at + ahead < end ? sql.charAt(at + ahead) : '\0';
  }

  private static boolean isSpace(char c) {
    return c <= ' ' || c == 0x7f || (c > 0x7f && Character.isSpaceChar(c)) || c == '\ufeff';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (c > 0x7f && Character.isLetterOrDigit(c));
  }

  private boolean endsName() {
    int last = out.length() - 1;
    return !space
        && last >= 0
        && (isWord(out.charAt(last))
            || isDigit(out.charAt(last))
            || "\"`])?".indexOf(out.charAt(last)) >= 0);
  }

  private void emitSpace() {
    if (space && out.length() > 0 && out.charAt(out.length() - 1) != '(') {
      out.append(' ');
    }
    space = false;
  }

  // A value

  private void value() {
    summary.value();
    dropSign();
    int last = out.length();
    while (last > 0 && out.charAt(last - 1) == ' ') {
      last--;
    }
    if (last > 1 && out.charAt(last - 1) == ',' && out.charAt(last - 2) == '?') {
      out.setLength(last - 1);
      space = false;
      return;
    }
    emitSpace();
    out.append('?');
  }

  /** A minus that belongs to a number. */
  private void dropSign() {
    int last = out.length() - 1;
    if (space || last < 0 || (out.charAt(last) != '-' && out.charAt(last) != '+')) {
      return;
    }
    int before = last - 1;
    while (before >= 0 && out.charAt(before) == ' ') {
      before--;
    }
    if (before < 0 || "(,=<>".indexOf(out.charAt(before)) >= 0) {
      out.setLength(last);
    }
  }

  private void text(char quote) {
    int behind = behindText(at + 1, quote);
    value();
    cut |= behind < 0;
    at = behind < 0 ? end : behind;
  }

  /**
   * Where the text that begins here is over; negative where it is not, or where that depends on
   * whether a backslash means anything.
   */
  private int behindText(int from, char quote) {
    int slashes = 0;
    for (int i = from; i < end; i++) {
      char c = sql.charAt(i);
      if (c == quote) {
        if ((slashes & 1) == 1) {
          return -1;
        }
        if (i + 1 == end || sql.charAt(i + 1) != quote) {
          return i + 1;
        }
        i++;
      }
      slashes = c == '\\' ? slashes + 1 : 0;
    }
    return -1;
  }

  private void dollar() {
    if (isDigit(peek(1))) {
      at++;
      number();
      return;
    }
    int tag = at + 1;
    while (tag < end && (isWord(sql.charAt(tag)) || isDigit(sql.charAt(tag)))) {
      tag++;
    }
    if (tag >= end || sql.charAt(tag) != '$' || quotesAreText) {
      // why: where it may be part of a name, what looks like a quote must not swallow half of one
      cut = tag < end && sql.charAt(tag) == '$' && hasQuote(at, end);
      sign('$');
      return;
    }
    String close = sql.substring(at, tag + 1);
    int behind = sql.indexOf(close, tag + 1);
    value();
    cut = behind < 0 || behind + close.length() > end;
    at = cut ? end : behind + close.length();
  }

  private void number() {
    value();
    while (at < end) {
      char c = sql.charAt(at);
      boolean exponent =
          (c == '+' || c == '-')
              && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E')
              && isDigit(peek(1));
      if (!isDigit(c) && !isWord(c) && c != '.' && !exponent) {
        break;
      }
      at++;
    }
  }

  // A name or keyword

  private void word() {
    int from = at;
    while (at < end
        && (isWord(sql.charAt(at)) || isDigit(sql.charAt(at)) || sql.charAt(at) == '$')) {
      at++;
    }
    int length = at - from;
    if (at < end && sql.charAt(at) == '\'' && length <= 2 && prefixes(from, length)) {
      return;
    }
    String word = sql.substring(from, at);
    if (isPassword()) {
      value();
    } else {
      emitSpace();
      out.append(word);
      summary.word(word);
    }
    wordBefore = lastWord;
    lastWord = length <= 10 ? word.toUpperCase(Locale.ROOT) : "";
  }

  /** Oracle and MySQL take a password without quotes. */
  private boolean isPassword() {
    return lastWord.equals("BY") && wordBefore.equals("IDENTIFIED");
  }

  /** Whether these letters were part of the value that follows them. */
  private boolean prefixes(int from, int length) {
    char last = Character.toUpperCase(sql.charAt(at - 1));
    char first = Character.toUpperCase(sql.charAt(from));
    if (length == 2 && (first != 'N' || last != 'Q')) {
      return false;
    }
    if (last == 'Q') {
      // why: q'[it's]' is one value to Oracle alone
      int plain = behindText(at + 1, '\'');
      int oracle = behindDelimited(at + 1);
      value();
      cut = plain < 0 || plain != oracle;
      at = cut ? end : plain;
      return true;
    }
    if ("NXBER".indexOf(last) < 0) {
      return false;
    }
    text('\'');
    return true;
  }

  private int behindDelimited(int from) {
    if (from >= end) {
      return -1;
    }
    int pair = "[({<".indexOf(sql.charAt(from));
    char close = pair < 0 ? sql.charAt(from) : "])}>".charAt(pair);
    for (int i = from + 1; i + 1 < end; i++) {
      if (sql.charAt(i) == close && sql.charAt(i + 1) == '\'') {
        return i + 2;
      }
    }
    return -1;
  }

  private void name(char quote) {
    int from = at + 1;
    int close = from;
    while (close < end && (sql.charAt(close) != quote || peekAt(close + 1) == quote)) {
      close += sql.charAt(close) == quote ? 2 : 1;
    }
    if (close >= end) {
      value();
      cut = true;
      at = end;
      return;
    }
    if (isPlain(from, close)) {
      emitSpace();
      out.append(sql, at, close + 1);
      summary.quoted(sql.substring(from, close));
    } else {
      value();
    }
    at = close + 1;
    lastWord = "";
  }

  /** Not what may be half of two values with something else between them. */
  private boolean isPlain(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = sql.charAt(i);
      if (!isWord(c) && !isDigit(c) && " $.-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private char peekAt(int index) {
    return index < end ? sql.charAt(index) : '\0';
  }

  // What is no part of the statement

  /**
   * The rest of a line.
   *
   * @param inSomeDialects to others it is no comment, so that quotes in it would count
   */
  private void lineComment(int mark, boolean inSomeDialects) {
    int close = at + mark;
    while (close < end && sql.charAt(close) != '\n' && sql.charAt(close) != '\r') {
      close++;
    }
    cut = inSomeDialects && hasQuote(at + mark, close);
    at = close;
    space = true;
  }

  private boolean hasQuote(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = sql.charAt(i);
      if (c == '\'' || c == '"' || c == '`' || c == '$' || (c == '/' && peekAt(i + 1) == '*')) {
        return true;
      }
    }
    return false;
  }

  private boolean hasHalfAQuote(int from, int to) {
    boolean half = false;
    for (int i = from; i < Math.min(to, end); i++) {
      half ^= sql.charAt(i) == '\'';
    }
    return half;
  }

  /** Some nest, some do not; where that matters, the text ends. */
  private void blockComment() {
    int close = sql.indexOf("*/", at + 2);
    int inner = sql.indexOf("/*", at + 2);
    cut = close < 0 || close + 2 > end || (inner >= 0 && inner < close);
    // why: MySQL executes what is in one with an exclamation mark, where a value may end it or not
    cut |= (peek(2) == '!' || peek(3) == '!') && hasQuote(at + 2, close);
    at = cut ? end : close + 2;
    space = true;
  }

  /** A comment in MySQL; an operator of PostgreSQL in {@code data #> '{a,b}'}. */
  private void hash() {
    int behind = at + 1;
    while (peekAt(behind) == '>') {
      behind++;
    }
    int operand = behind;
    while (operand < end && isSpace(sql.charAt(operand))) {
      operand++;
    }
    boolean path = peekAt(operand) == '\'' && peekAt(operand + 1) == '{';
    if (!quotesAreText && behind > at + 1 && (path || peekAt(operand) == '?')) {
      while (at < behind) {
        sign(sql.charAt(at));
      }
    } else {
      lineComment(1, true);
    }
  }

  // The rest

  private void sign(char c) {
    at++;
    if (c == '?') {
      value();
      return;
    }
    summary.sign(c);
    lastWord = "";
    switch (c) {
      case '(':
        emitSpace();
        if (depth < DEEPEST) {
          opened[depth] = out.length();
        }
        depth++;
        out.append(c);
        break;
      case ')':
        space = false;
        out.append(c);
        if (depth > 0 && --depth < DEEPEST) {
          foldList(opened[depth]);
        }
        break;
      case ',':
        space = true;
        out.append(c);
        break;
      case '[':
        // why: some put names in these, and a name may have a quote in it
        cut = hasHalfAQuote(at, sql.indexOf(']', at));
        emitSpace();
        out.append(c);
        break;
      default:
        emitSpace();
        out.append(shown(c));
        break;
    }
  }

  /** Of lists that follow each other and are equal, one is enough. */
  private void foldList(int from) {
    int length = out.length() - from;
    int comma = from - 1;
    while (comma > 0 && out.charAt(comma) == ' ') {
      comma--;
    }
    int before = comma - length;
    if (before < 0 || out.charAt(comma) != ',') {
      return;
    }
    for (int i = 0; i < length; i++) {
      if (out.charAt(before + i) != out.charAt(from + i)) {
        return;
      }
    }
    out.setLength(comma);
  }

  private static char shown(char c) {
    return isWord(c) || (c >= ' ' && c < 0x7f) ? c : '?';
  }
}
