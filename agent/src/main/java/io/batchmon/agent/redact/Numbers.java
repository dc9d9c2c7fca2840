package io.batchmon.agent.redact;

import java.util.List;
import java.util.Set;

/**
 * Numbers of persons and cards, from a digit on that begins a group. Those whose form is like that
 * of an order number count only if a word before them says what they are.
 */
final class Numbers {
  private static final int MOST_GROUPS = 7;
  private static final int LEAST_DIGITS = 7;
  private static final int MOST_DIGITS = 19;

  private static final Set<String> OF_PHONES =
      SecretKeys.set(
          "phone phonenumber telephone telefon tel mobile mobilephone cell cellphone handy "
              + "fax msisdn whatsapp sms telefono telefone celular téléphone 전화 전화번호 휴대폰 "
              + "연락처 電話番号");
  private static final Set<String> OF_SSN = SecretKeys.set("ssn socialsecurity social itin");
  private static final Set<String> OF_RRN =
      SecretKeys.set("rrn jumin 주민번호 주민등록번호 residentregistration resident");
  private static final Set<String> OF_BSN =
      SecretKeys.set("bsn burgerservicenummer sofinummer sofi");
  private static final Set<String> OF_AADHAAR = SecretKeys.set("aadhaar aadhar uidai");
  private static final Set<String> OF_CPF = SecretKeys.set("cpf");
  private static final Set<String> OF_CNPJ = SecretKeys.set("cnpj");
  private static final Set<String> FILLERS =
      SecretKeys.set("number no nr num nummer id is was value code of s security");

  private final CharSequence text;
  private final int[] starts = new int[MOST_GROUPS];
  private final int[] lengths = new int[MOST_GROUPS];
  private final char[] signs = new char[MOST_GROUPS];
  private final StringBuilder digits = new StringBuilder(24);
  private int groups;

  private Numbers(CharSequence text) {
    this.text = text;
  }

  /** The end of the number that begins there, or {@code at} if it may be shown. */
  static int at(CharSequence text, int at, Set<Sensitive> kinds, Marks marks) {
    char before = Chars.at(text, at - 1);
    boolean inside = before == '-' || before == '.' || before == '/';
    if ((inside && Chars.isDigit(Chars.at(text, at - 2))) || !isLong(text, at)) {
      return at;
    }
    Numbers numbers = new Numbers(text);
    numbers.read(at);
    int end = numbers.find(kinds, inside);
    if (end > at) {
      marks.hide(at, end);
    }
    return Math.max(at, end);
  }

  private static boolean isLong(CharSequence text, int at) {
    int count = 0;
    for (int i = at; i < text.length() && count < LEAST_DIGITS; i++) {
      char c = text.charAt(i);
      if (Chars.isDigit(c)) {
        count++;
      } else if (!isSign(c) || !Chars.isDigit(Chars.at(text, i + 1))) {
        break;
      }
    }
    return count >= LEAST_DIGITS;
  }

  private static boolean isSign(char c) {
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '\u00a0';
  }

  private void read(int at) {
    int i = at;
    while (groups < MOST_GROUPS && digits.length() <= MOST_DIGITS) {
      starts[groups] = i;
      signs[groups] = groups == 0 ? ' ' : blank(text.charAt(i - 1));
      int from = i;
      while (Chars.isDigit(Chars.at(text, i)) && digits.length() <= MOST_DIGITS) {
        digits.append(text.charAt(i++));
      }
      lengths[groups++] = i - from;
      if (!isSign(Chars.at(text, i)) || !Chars.isDigit(Chars.at(text, i + 1))) {
        break;
      }
      i++;
    }
  }

  private static char blank(char c) {
    return c == '\u00a0' ? ' ' : c;
  }

  // the longest row of groups first
  private int find(Set<Sensitive> kinds, boolean inside) {
    for (int last = groups - 1; last >= 0; last--) {
      int end = starts[last] + lengths[last];
      boolean joined = last + 1 < groups && signs[last + 1] != ' ';
      String number = digits(last);
      if (joined || number.length() > MOST_DIGITS || number.length() < LEAST_DIGITS) {
        continue;
      }
      if (Chars.isWord(Chars.at(text, end))) {
        if (kinds.contains(Sensitive.ID) && last == 0 && !inside) {
          int letter = LetteredIds.spanish(text, starts[0], end);
          if (letter > end) {
            return letter;
          }
        }
        continue;
      }
      boolean card =
          kinds.contains(Sensitive.CARD)
              && isCard(last)
              && Checks.card(number)
              && (last == 0 ? !isOfFileName() : !isOfTable(end));
      boolean other =
          !inside
              && ((kinds.contains(Sensitive.ID) && isId(number, last))
                  || (kinds.contains(Sensitive.PHONE) && isPhone(number, last)));
      if ((card && (!inside || last == 0)) || other) {
        return end;
      }
      if (kinds.contains(Sensitive.ID) && last == 0 && !inside) {
        int letter = LetteredIds.spanish(text, starts[0], end);
        if (letter > end) {
          return letter;
        }
      }
    }
    return starts[0];
  }

  private String digits(int last) {
    int length = 0;
    for (int i = 0; i <= last; i++) {
      length += lengths[i];
    }
    return digits.substring(0, length);
  }

  private boolean isIn(int last, String sign, int... groupLengths) {
    if (last + 1 != groupLengths.length) {
      return false;
    }
    for (int i = 0; i <= last; i++) {
      if (lengths[i] != groupLengths[i] || (i > 0 && signs[i] != sign.charAt(i - 1))) {
        return false;
      }
    }
    return true;
  }

  private boolean isEither(int last, int... groupLengths) {
    StringBuilder blanks = new StringBuilder();
    StringBuilder dashes = new StringBuilder();
    for (int i = 0; i < last; i++) {
      blanks.append(' ');
      dashes.append('-');
    }
    return isIn(last, blanks.toString(), groupLengths)
        || isIn(last, dashes.toString(), groupLengths);
  }

  private boolean isCard(int last) {
    if (last == 0 || isEither(last, 4, 6, 5) || isEither(last, 4, 6, 4)) {
      return true;
    }
    for (int i = 0; i <= last; i++) {
      boolean four = lengths[i] == 4 || (i == last && lengths[i] < 4);
      if (!four
          || (i > 0
              && (signs[i] != signs[1]
                  || (signs[i] != ' ' && signs[i] != '-' && signs[i] != '.')))) {
        return false;
      }
    }
    return true;
  }

  // junit-5573038249116277743: a random number, which may well have a right check digit
  private boolean isOfFileName() {
    int at = starts[0] - 1;
    if (Chars.at(text, at) != '-' || !Character.isLetter(Chars.at(text, at - 1))) {
      return false;
    }
    while (Character.isLetter(Chars.at(text, at - 1))) {
      at--;
    }
    char before = Chars.at(text, at - 1);
    return before == '/' || before == '\\';
  }

  // 5388 5433 549C 548B 56D1 53FD: a row of numbers of which some happen to fit
  private boolean isOfTable(int end) {
    int around = 0;
    for (int at = starts[0];
        around < 2 && Chars.at(text, at - 1) == ' ' && isFour(at - 5);
        at -= 5) {
      around++;
    }
    for (int at = end; around < 2 && Chars.at(text, at) == ' ' && isFour(at + 1); at += 5) {
      around++;
    }
    return around == 2;
  }

  private boolean isFour(int from) {
    for (int i = from; i < from + 4; i++) {
      if (!Chars.isHex(Chars.at(text, i))) {
        return false;
      }
    }
    return !Chars.isWord(Chars.at(text, from - 1)) && !Chars.isWord(Chars.at(text, from + 4));
  }

  private boolean isId(String number, int last) {
    switch (number.length()) {
      case 9:
        return (isEither(last, 3, 2, 4) && Checks.socialSecurity(number))
            || (last == 0 && is(OF_SSN) && Checks.socialSecurity(number))
            || (is(OF_BSN) && Checks.dutch(number));
      case 11:
        return (isIn(last, "..-", 3, 3, 3, 2) && Checks.brazilianPerson(number))
            || ((last == 0 || isEither(last, 2, 3, 3, 3)) && Checks.germanTax(number))
            || (is(OF_CPF) && Checks.brazilianPerson(number));
      case 12:
        return number.charAt(0) > '1'
            && Checks.verhoeff(number)
            && ((isEither(last, 4, 4, 4) && !isOfTable(starts[last] + 4)) || is(OF_AADHAAR));
      case 13:
        return (isIn(last, "-", 6, 7) && Checks.korean(number))
            || (last == 0 && is(OF_RRN) && Checks.koreanWithCheck(number));
      case 14:
        return (isIn(last, "../-", 2, 3, 3, 4, 2) || is(OF_CNPJ))
            && Checks.brazilianCompany(number);
      case 15:
        return (last == 0 || isBlankOnly(last)) && Checks.french(number);
      default:
        return false;
    }
  }

  private boolean isBlankOnly(int last) {
    for (int i = 1; i <= last; i++) {
      if (signs[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  private boolean isPhone(String number, int last) {
    if (number.length() > 15) {
      return false;
    }
    boolean korean =
        number.startsWith("01")
            && "016789".indexOf(number.charAt(2)) >= 0
            && (isEither(last, 3, 4, 4) || isEither(last, 3, 3, 4));
    boolean american =
        (isIn(last, "--", 3, 3, 4) || isIn(last, "..", 3, 3, 4))
            && number.charAt(0) > '1'
            && number.charAt(3) > '1';
    return korean || american || is(OF_PHONES);
  }

  /** Whether the word before the number is one of these. */
  private boolean is(Set<String> words) {
    int end = starts[0];
    for (int tries = 0; tries < 4; tries++) {
      while (end > 0 && starts[0] - end < 40 && !Chars.isWord(text.charAt(end - 1))) {
        if (text.charAt(end - 1) == '\n') {
          return false;
        }
        end--;
      }
      int from = SecretKeys.start(text, end);
      List<String> before = SecretKeys.words(text, from, end);
      for (String word : before) {
        if (words.contains(word)) {
          return true;
        }
      }
      if (before.isEmpty() || !FILLERS.containsAll(before)) {
        return false;
      }
      end = from;
    }
    return false;
  }
}
