package io.batchmon.agent.propagation;

import org.jspecify.annotations.Nullable;

/**
 * What other tracing systems gave the trace to carry: the W3C header {@code tracestate}. Passed on
 * as it came if all of it is well-formed, and not at all otherwise.
 */
final class TraceState {
  private static final int MOST_MEMBERS = 32;
  private static final int LONGEST_KEY = 256;
  private static final int LONGEST_TENANT = 241;
  private static final int LONGEST_SYSTEM = 14;
  private static final int LONGEST_VALUE = 256;
  private static final int LONGEST = 512;
  private static final int LARGE_MEMBER = 128;

  private TraceState() {}

  /** The part of this header that is passed on, or null. */
  static @Nullable String kept(@Nullable String header) {
    if (header == null) {
      return null;
    }
    int members = 0;
    int[] starts = null;
    for (int at = 0; at <= header.length(); ) {
      int end = HeaderText.find(header, ',', at, header.length());
      int from = HeaderText.skipBlanks(header, at, end);
      int to = HeaderText.trimBlanks(header, from, end);
      if (from < to) {
        if (starts == null) {
          starts = new int[MOST_MEMBERS];
        }
        if (members == MOST_MEMBERS
            || !isMember(header, from, to)
            || isKnown(header, from, starts, members)) {
          return null;
        }
        starts[members++] = from;
      }
      at = end + 1;
    }
    if (members == 0) {
      return null;
    }
    return header.length() <= LONGEST ? header : shorter(header);
  }

  private static boolean isMember(String text, int from, int to) {
    int equals = HeaderText.find(text, '=', from, to);
    return equals > from
        && equals < to
        && to - equals - 1 <= LONGEST_VALUE
        && isKey(text, from, equals)
        && isValue(text, equals + 1, to);
  }

  private static boolean isKey(String text, int from, int to) {
    int at = HeaderText.find(text, '@', from, to);
    if (at == to) {
      return to - from <= LONGEST_KEY && isName(text, from, to);
    }
    return at - from <= LONGEST_TENANT
        && to - at - 1 <= LONGEST_SYSTEM
        && isName(text, from, at)
        && isName(text, at + 1, to)
        && !isDigit(text.charAt(at + 1));
  }

  private static boolean isName(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean first = (c >= 'a' && c <= 'z') || isDigit(c);
      if (!first && (i == from || (c != '_' && c != '-' && c != '*' && c != '/'))) {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isValue(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '=') {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isKnown(String text, int from, int[] starts, int members) {
    int length = text.indexOf('=', from) + 1 - from;
    for (int i = 0; i < members; i++) {
      if (text.regionMatches(starts[i], text, from, length)) {
        return true;
      }
    }
    return false;
  }

  // why: as W3C advises, the large members go first, then those that were written longest ago
  private static @Nullable String shorter(String header) {
    String[] members = header.split(",", -1);
    int length = header.length();
    for (int pass = 0; pass < 2; pass++) {
      for (int i = members.length - 1; i >= 0 && length > LONGEST; i--) {
        if (pass == 1 || members[i].length() > LARGE_MEMBER) {
          length -= members[i].isEmpty() ? 0 : members[i].length() + 1;
          members[i] = "";
        }
      }
    }
    StringBuilder kept = new StringBuilder(LONGEST);
    for (String member : members) {
      if (!member.isEmpty()) {
        kept.append(kept.length() == 0 ? "" : ",").append(member);
      }
    }
    return kept.length() == 0 ? null : kept.toString();
  }
}
