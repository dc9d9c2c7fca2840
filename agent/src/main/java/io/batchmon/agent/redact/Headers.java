package io.batchmon.agent.redact;

/** The values of HTTP headers, which have blanks in them. */
final class Headers {
  private static final int LONGEST = 4000;
  private static final String[] ONE_WORD = {
    "bearer", "basic", "token", "apikey", "negotiate", "ntlm", "dpop", "splunk", "key", "jwt",
  };

  private Headers() {}

  /** Scheme and credentials; of schemes with parameters, all to the end of the line. */
  static int authorization(CharSequence text, int from, Marks marks) {
    int end = Values.end(text, from);
    if (Values.isOpen(text, from, end, true)) {
      return -1;
    }
    int next = Chars.skipBlanks(text, end, 4);
    if (next > end) {
      if (Chars.isOneOf(text, from, end, ONE_WORD)) {
        end = Values.end(text, next);
      } else if (Chars.isOneOf(text, from, end, "digest", "oauth", "hawk", "signature")
          || Chars.startsWith(text, from, "aws4")) {
        end = endOfLine(text, next);
      }
    }
    marks.hide(from, end);
    return end;
  }

  private static int endOfLine(CharSequence text, int from) {
    int end = from;
    while (end < text.length() && end - from < LONGEST) {
      char c = text.charAt(end);
      if (c == '\n' || c == '\r' || c == ']' || c == '}') {
        break;
      }
      end++;
    }
    return end;
  }

  /** Pairs, divided by a semicolon and a blank. */
  static int cookie(CharSequence text, int from, Marks marks) {
    int end = from;
    boolean pair = false;
    while (end < text.length() && end - from < LONGEST) {
      int wordEnd = end;
      while (wordEnd < text.length()
          && wordEnd - from < LONGEST
          && !isEndOfCookie(text.charAt(wordEnd))) {
        pair |= text.charAt(wordEnd) == '=';
        wordEnd++;
      }
      boolean more = wordEnd > end && text.charAt(wordEnd - 1) == ';';
      end = wordEnd;
      if (!more || Chars.at(text, end) != ' ') {
        break;
      }
      end = Chars.skipBlanks(text, end, 2);
    }
    if (!pair && (end - from < 8 || !Tokens.looksRandom(text, from, end))) {
      return -1;
    }
    marks.hide(from, end);
    return end;
  }

  private static boolean isEndOfCookie(char c) {
    return Chars.isSpace(c) || c == '"' || c == '\'' || c == ']' || c == '}';
  }
}
