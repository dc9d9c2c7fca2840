package io.batchmon.agent.redact;

/** Check digits and the rules of dates and issuers. All take digits, or letters in upper case. */
final class Checks {
  private static final int[][] VERHOEFF = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
    {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
    {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
    {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
    {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
    {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
  };
  private static final int[] VERHOEFF_STEP = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  private static final String IBAN_LENGTHS =
      "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18"
          + "FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21"
          + "LT20LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24"
          + "SC31SD18SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20";

  // of the odd places of an Italian tax code, for 0 to 9 and for A to Z
  private static final int[] ITALIAN_ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  private Checks() {}

  static boolean luhn(String digits) {
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      int weighed = twice ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
      twice = !twice;
    }
    return sum % 10 == 0;
  }

  /** By the numbers that issuers have, their lengths and the check digit. */
  static boolean card(String digits) {
    int length = digits.length();
    if (length < 13 || length > 19) {
      return false;
    }
    int six = Integer.parseInt(digits.substring(0, 6));
    int two = six / 10_000;
    int three = six / 1000;
    int four = six / 100;
    boolean known;
    if (digits.charAt(0) == '4') {
      known = length == 13 || length == 16 || length == 19;
    } else if (isIn(two, 51, 55) || isIn(four, 2221, 2720)) {
      known = length == 16;
    } else if (two == 34 || two == 37) {
      known = length == 15;
    } else if (isIn(three, 300, 305) || two == 36 || two == 38 || two == 39) {
      known = length == 14 || length == 16;
    } else if (two == 62 || two == 81 || two == 35 || isIn(four, 2200, 2205)) {
      known = length >= 16;
    } else {
      known = length >= 16 && (two == 50 || isIn(two, 56, 69));
    }
    return known && luhn(digits) && !allTheSame(digits);
  }

  private static boolean allTheSame(String digits) {
    for (int i = 1; i < digits.length(); i++) {
      if (digits.charAt(i) != digits.charAt(0)) {
        return false;
      }
    }
    return true;
  }

  static boolean verhoeff(String digits) {
    int check = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      for (int step = 0; step < i % 8; step++) {
        digit = VERHOEFF_STEP[digit];
      }
      check = VERHOEFF[check][digit];
    }
    return check == 0;
  }

  /** The length of an account number of this country, or 0. */
  static int ibanLength(char first, char second) {
    for (int i = 0; i < IBAN_LENGTHS.length(); i += 4) {
      if (IBAN_LENGTHS.charAt(i) == first && IBAN_LENGTHS.charAt(i + 1) == second) {
        return Integer.parseInt(IBAN_LENGTHS.substring(i + 2, i + 4));
      }
    }
    return 0;
  }

  static boolean iban(String plain) {
    int rest = 0;
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt((i + 4) % plain.length());
      rest = Chars.isDigit(c) ? (rest * 10 + c - '0') % 97 : (rest * 100 + c - 'A' + 10) % 97;
    }
    return rest == 1;
  }

  static boolean socialSecurity(String digits) {
    int area = Integer.parseInt(digits.substring(0, 3));
    int group = Integer.parseInt(digits.substring(3, 5));
    int serial = Integer.parseInt(digits.substring(5));
    // from 900 on: tax payers without a social security number
    return area != 0
        && area != 666
        && group != 0
        && serial != 0
        && (area < 900 || (group >= 50 && group != 89 && group != 93));
  }

  /** Six digits of a date of birth, then one for century and sex. */
  static boolean korean(String digits) {
    int month = number(digits, 2, 4);
    int day = number(digits, 4, 6);
    char sex = digits.charAt(6);
    return isIn(month, 1, 12) && isIn(day, 1, 31) && sex >= '1' && sex <= '8';
  }

  // why: numbers given since October 2020 have no check digit; only the older ones are tested here
  static boolean koreanWithCheck(String digits) {
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (digits.charAt(i) - '0') * (i % 8 + 2);
    }
    return korean(digits) && (11 - sum % 11) % 10 == digits.charAt(12) - '0';
  }

  /** ISO 7064; of the first ten digits one occurs twice or three times, the others once. */
  static boolean germanTax(String digits) {
    int[] counts = new int[10];
    int product = 10;
    for (int i = 0; i < 10; i++) {
      int digit = digits.charAt(i) - '0';
      counts[digit]++;
      int sum = (digit + product) % 10;
      product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    int repeated = 0;
    for (int count : counts) {
      repeated += count > 1 ? 1 : 0;
      if (count > 3) {
        return false;
      }
    }
    return digits.charAt(0) != '0'
        && repeated == 1
        && (11 - product) % 10 == digits.charAt(10) - '0';
  }

  static boolean french(String digits) {
    int month = number(digits, 3, 5);
    boolean sex = digits.charAt(0) == '1' || digits.charAt(0) == '2';
    boolean known = isIn(month, 1, 12) || isIn(month, 20, 42) || month >= 50;
    return sex
        && known
        && 97 - Long.parseLong(digits.substring(0, 13)) % 97 == number(digits, 13, 15);
  }

  static boolean dutch(String digits) {
    int sum = -(digits.charAt(8) - '0');
    for (int i = 0; i < 8; i++) {
      sum += (9 - i) * (digits.charAt(i) - '0');
    }
    return sum % 11 == 0 && !digits.equals("000000000");
  }

  static boolean brazilianPerson(String digits) {
    return !allTheSame(digits) && brazilian(digits, 9, 10, 11) && brazilian(digits, 10, 11, 11);
  }

  static boolean brazilianCompany(String digits) {
    return !allTheSame(digits) && brazilian(digits, 12, 5, 9) && brazilian(digits, 13, 6, 9);
  }

  // weights go down to 2 and, where they are shorter than the number, begin again at the greatest
  private static boolean brazilian(String digits, int length, int first, int greatest) {
    int sum = 0;
    int weight = first;
    for (int i = 0; i < length; i++) {
      sum += (digits.charAt(i) - '0') * weight;
      weight = weight == 2 ? greatest : weight - 1;
    }
    int rest = sum % 11;
    return (rest < 2 ? 0 : 11 - rest) == digits.charAt(length) - '0';
  }

  static boolean spanish(int number, char letter) {
    return "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number % 23) == letter;
  }

  /** Sixteen characters, of which the last one is the check letter. */
  static boolean italian(String code) {
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char c = code.charAt(i);
      int value = Chars.isDigit(c) ? c - '0' : c - 'A';
      sum += i % 2 == 0 ? ITALIAN_ODD[value] : value;
    }
    return sum % 26 == code.charAt(15) - 'A';
  }

  private static boolean isIn(int number, int least, int most) {
    return number >= least && number <= most;
  }

  static int number(String digits, int from, int to) {
    return Integer.parseInt(digits.substring(from, to));
  }
}
