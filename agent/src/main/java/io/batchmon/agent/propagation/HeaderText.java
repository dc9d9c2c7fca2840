package io.batchmon.agent.propagation;

/**
 * Looking into a part of a header. Never beyond it, so that a long header of many parts takes a
 * time that grows with its length and no faster.
 */
final class HeaderText {
  private HeaderText() {}

  /** Where this character is in the part, or where the part ends. */
  static int find(String text, char wanted, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) != wanted) {
      at++;
    }
    return at;
  }

  static int skipBlanks(String text, int from, int to) {
    int at = from;
    while (at < to && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Where the part ends without the blanks at its end. */
  static int trimBlanks(String text, int from, int to) {
    int end = to;
    while (from < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
