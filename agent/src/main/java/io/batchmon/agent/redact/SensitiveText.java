package io.batchmon.agent.redact;

import java.util.EnumSet;
import java.util.Set;

/**
 * The built-in rules: reads a text once and marks what is sensitive. Takes a time that grows with
 * the length of the text and with nothing else. Stateless.
 */
public final class SensitiveText {
  private SensitiveText() {}

  /** What is hidden unless the operator says otherwise. */
  public static Set<Sensitive> usual() {
    return EnumSet.complementOf(EnumSet.of(Sensitive.IP));
  }

  /** Marks what belongs to one of these classes. */
  public static void find(CharSequence text, Set<Sensitive> kinds, Marks marks) {
    int length = text.length();
    char before = ' ';
    for (int i = 0; i < length; ) {
      char c = text.charAt(i);
      int next =
          Chars.isWord(c) ? word(text, i, before, kinds, marks) : sign(text, i, kinds, marks);
      i = Math.max(next, i + 1);
      before = text.charAt(i - 1);
    }
  }

  private static int word(
      CharSequence text, int at, char before, Set<Sensitive> kinds, Marks marks) {
    if (Chars.isWord(before)) {
      return at;
    }
    int end = Tokens.at(text, at, marks);
    if (end == at && before == ' ') {
      end = KeyValues.behindPassword(text, at, marks);
    }
    if (end > at) {
      return end;
    }
    char c = text.charAt(at);
    if (Chars.isDigit(c)) {
      end = Numbers.at(text, at, kinds, marks);
    } else if (Chars.isUpper(c)) {
      end = LetteredIds.at(text, at, kinds, marks);
    }
    return end > at || !kinds.contains(Sensitive.IP) ? end : Addresses.ip(text, at, marks);
  }

  private static int sign(CharSequence text, int at, Set<Sensitive> kinds, Marks marks) {
    switch (text.charAt(at)) {
      case ':':
        int behind = Addresses.userInfo(text, at, marks);
        return behind > at ? behind : KeyValues.at(text, at, marks);
      case '=':
      case '>':
        return KeyValues.at(text, at, marks);
      case '<':
        return Elements.at(text, at, marks);
      case '"':
      case '\'':
      case '[':
        return KeyValues.behindBlank(text, at, marks);
      case '-':
        int end = Tokens.privateKey(text, at, marks);
        return end > at ? end : KeyValues.option(text, at, marks);
      case '$':
      case '/':
        return Tokens.at(text, at, marks);
      case '@':
        return kinds.contains(Sensitive.EMAIL) ? Addresses.email(text, at, at + 1, marks) : at;
      case '%':
        return kinds.contains(Sensitive.EMAIL) && Chars.startsWith(text, at, "%40")
            ? Addresses.email(text, at, at + 3, marks)
            : at;
      case '+':
      case '(':
        int number = kinds.contains(Sensitive.PHONE) ? Phones.at(text, at, marks) : at;
        return number > at ? number : Tokens.at(text, at, marks);
      default:
        return at;
    }
  }
}
