package io.batchmon.agent.redact;

import java.util.Set;

/** Account numbers and identity numbers with letters in them, from a capital on. */
final class LetteredIds {
  private LetteredIds() {}

  /** The end of the number that begins there, or {@code at} if there is none. */
  static int at(CharSequence text, int at, Set<Sensitive> kinds, Marks marks) {
    int end = at;
    if (kinds.contains(Sensitive.IBAN)) {
      end = iban(text, at);
    }
    if (end == at && kinds.contains(Sensitive.ID)) {
      end = british(text, at);
      end = end == at ? italian(text, at) : end;
      end = end == at ? foreigner(text, at) : end;
    }
    if (end > at) {
      marks.hide(at, end);
    }
    return end;
  }

  private static int iban(CharSequence text, int at) {
    char first = text.charAt(at);
    char second = Chars.at(text, at + 1);
    if (!Chars.isUpper(second)
        || !Chars.isDigit(Chars.at(text, at + 2))
        || !Chars.isDigit(Chars.at(text, at + 3))) {
      return at;
    }
    int length = Checks.ibanLength(first, second);
    StringBuilder plain = new StringBuilder(34);
    int end = at;
    while (end < text.length() && plain.length() < length) {
      char c = text.charAt(end);
      if (Chars.isDigit(c) || Chars.isUpper(c)) {
        plain.append(c);
      } else if (!Chars.isBlank(c)
          || plain.length() % 4 != 0
          || Chars.isBlank(text.charAt(end - 1))) {
        return at;
      }
      end++;
    }
    boolean whole = length > 0 && plain.length() == length && !Chars.isWord(Chars.at(text, end));
    return whole && Checks.iban(plain.toString()) ? end : at;
  }

  // two letters, six digits, a letter from A to D; perhaps in pairs
  private static int british(CharSequence text, int at) {
    char first = text.charAt(at);
    char second = Chars.at(text, at + 1);
    if ("DFIQUV".indexOf(first) >= 0
        || !Chars.isUpper(second)
        || "DFIQUVO".indexOf(second) >= 0
        || Chars.isOneOf(text, at, at + 2, "bg", "gb", "nk", "kn", "tn", "nt", "zz")) {
      return at;
    }
    boolean pairs = Chars.at(text, at + 2) == ' ';
    int end = at + 2;
    for (int i = 0; i < 6; i++) {
      if (pairs && i % 2 == 0 && Chars.at(text, end++) != ' ') {
        return at;
      }
      if (!Chars.isDigit(Chars.at(text, end++))) {
        return at;
      }
    }
    if (pairs && Chars.at(text, end++) != ' ') {
      return at;
    }
    char last = Chars.at(text, end);
    return last >= 'A' && last <= 'D' && !Chars.isWord(Chars.at(text, end + 1)) ? end + 1 : at;
  }

  private static int italian(CharSequence text, int at) {
    if (at + 16 > text.length() || Chars.isWord(Chars.at(text, at + 16))) {
      return at;
    }
    for (int i = 0; i < 16; i++) {
      char c = text.charAt(at + i);
      boolean letter = i < 6 || i == 8 || i == 11 || i == 15;
      // where two persons had the same code, letters stand for digits
      boolean fits = letter ? Chars.isUpper(c) : Chars.isDigit(c) || "LMNPQRSTUV".indexOf(c) >= 0;
      if (!fits || (i == 8 && "ABCDEHLMPRST".indexOf(c) < 0)) {
        return at;
      }
    }
    return Checks.italian(text.subSequence(at, at + 16).toString()) ? at + 16 : at;
  }

  // Spanish number of a foreigner: X, Y or Z for 0, 1, 2, seven digits, the check letter
  private static int foreigner(CharSequence text, int at) {
    char first = text.charAt(at);
    if (first < 'X') {
      return at;
    }
    int from = Chars.at(text, at + 1) == '-' ? at + 2 : at + 1;
    int number = first - 'X';
    for (int i = from; i < from + 7; i++) {
      if (!Chars.isDigit(Chars.at(text, i))) {
        return at;
      }
      number = number * 10 + text.charAt(i) - '0';
    }
    return checked(text, number, from + 7, at);
  }

  /** Eight digits and the check letter, perhaps behind a dash: its end, or that of the digits. */
  static int spanish(CharSequence text, int from, int end) {
    if (end - from != 8) {
      return end;
    }
    return checked(text, Integer.parseInt(text.subSequence(from, end).toString()), end, end);
  }

  private static int checked(CharSequence text, int number, int end, int otherwise) {
    int letter = Chars.at(text, end) == '-' ? end + 1 : end;
    boolean fits =
        Chars.isUpper(Chars.at(text, letter))
            && !Chars.isWord(Chars.at(text, letter + 1))
            && Checks.spanish(number, text.charAt(letter));
    return fits ? letter + 1 : otherwise;
  }
}
