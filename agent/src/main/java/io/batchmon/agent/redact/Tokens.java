package io.batchmon.agent.redact;

/**
 * Secrets that are known by their looks: what their issuers put in front, JWTs, private keys, AWS
 * secret keys, and what follows {@code Bearer} or a webhook's host.
 */
final class Tokens {
  private static final int LONGEST = 4000;

  /** What a token consists of behind its prefix. */
  private enum Of {
    HEX("", "0123456789abcdef"),
    UPPER("", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    WORD("w", "_"),
    DASHED("w", "_-"),
    DOTTED("w", "_-."),
    BASE64("w", "_-+/=."),
    PATH("w", "_-./%~@:"),
    CRYPT("w", "./$+,=-");

    private final boolean word;
    private final String more;

    Of(String word, String more) {
      this.word = !word.isEmpty();
      this.more = more;
    }

    boolean has(char c) {
      return (word && Chars.isAscii(c)) || more.indexOf(c) >= 0;
    }
  }

  private static final class Shape {
    final String prefix;
    final Of of;
    final int least;
    final int most;
    final boolean withDigit;

    Shape(String prefix, Of of, int least, int most, boolean withDigit) {
      this.prefix = prefix;
      this.of = of;
      this.least = least;
      this.most = most;
      this.withDigit = withDigit;
    }
  }

  private static final Shape[][] BY_FIRST = new Shape[128][];

  static {
    // AWS: long-term, temporary, bearer, STS context
    add(Of.UPPER, 16, 16, "AKIA", "ASIA", "ABIA", "ACCA");
    add(Of.UPPER, 17, 17, "AKIA", "AROA", "AIDA", "AGPA", "ANPA", "ANVA", "APKA", "ASCA");
    // GitHub, GitLab, Bitbucket and Atlassian
    add(Of.WORD, 20, 255, "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_");
    add(Of.DOTTED, 16, 300, "glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glsoat-", "glft-");
    add(Of.DOTTED, 16, 300, "gloas-", "glagent-", "glimt-");
    add(Of.BASE64, 20, 300, "ATATT3x", "ATCTT3x", "ATBB");
    // Slack
    add(Of.DASHED, 8, 300, "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxe-", "xapp-");
    add(Of.PATH, 8, 300, "xoxd-", "xoxe.");
    // payment and shops
    add(Of.WORD, 10, 255, "sk_live_", "sk_test_", "rk_live_", "rk_test_");
    add(Of.BASE64, 16, 255, "whsec_");
    add(Of.WORD, 16, 64, "shpat_", "shpss_", "shpca_", "shppa_");
    add(Of.DASHED, 16, 100, "sq0atp-", "sq0csp-");
    // Google
    add(Of.DASHED, 30, 45, "AIza");
    add(Of.DOTTED, 16, 2000, "ya29.");
    add(Of.DASHED, 16, 100, "GOCSPX-");
    // packages and images
    add(Of.WORD, 30, 100, "npm_");
    add(Of.DASHED, 16, 1000, "pypi-");
    add(Of.WORD, 30, 100, "rubygems_");
    add(Of.DASHED, 16, 100, "dckr_pat_", "dckr_oat_");
    // mail and telephony
    add(Of.DOTTED, 30, 100, "SG.");
    add(Of.DASHED, 30, 100, "xkeysib-");
    add(Of.HEX, 32, 32, "SK", "AC", "key-");
    // models
    addWithDigit(Of.DASHED, 20, 300, "sk-");
    add(Of.WORD, 30, 100, "hf_", "gsk_", "r8_");
    add(Of.DASHED, 30, 100, "xai-", "nvapi-");
    // platforms
    add(Of.WORD, 30, 100, "dop_v1_", "doo_v1_", "dor_v1_", "sbp_", "tfp_", "lin_api_", "figd_");
    add(Of.DASHED, 20, 200, "hvs.", "hvb.", "hvr.", "dp.pt.", "glsa_", "PMAK-", "NRAK-", "pul-");
    add(Of.HEX, 32, 32, "dapi");
    add(Of.UPPER, 50, 70, "AGE-SECRET-KEY-1");
    // JSON in base64: the head of a JWT, and what was cut off from one
    add(Of.DOTTED, 14, LONGEST, "eyJ");
    // hashes of passwords
    add(Of.CRYPT, 50, 60, "$2a$", "$2b$", "$2y$");
    for (String scheme : new String[] {"$argon2id$", "$argon2i$", "$argon2d$", "$scrypt$"}) {
      put(new Shape(scheme, Of.CRYPT, 0, LONGEST, false));
    }
  }

  // the host stays, what follows is the secret
  private static final String[] HOSTS = {
    "hooks.slack.com/",
    "hooks.slack-gov.com/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "outlook.office.com/webhook/",
    "webhook.office.com/",
    "hooks.zapier.com/hooks/",
    "maker.ifttt.com/trigger/",
    "chat.googleapis.com/v1/spaces/",
    "api.telegram.org/bot",
  };

  private Tokens() {}

  private static void add(Of of, int least, int most, String... prefixes) {
    for (String prefix : prefixes) {
      put(new Shape(prefix, of, least, most, false));
    }
  }

  private static void addWithDigit(Of of, int least, int most, String prefix) {
    put(new Shape(prefix, of, least, most, true));
  }

  private static void put(Shape shape) {
    char first = shape.prefix.charAt(0);
    Shape[] known = BY_FIRST[first] == null ? new Shape[0] : BY_FIRST[first];
    Shape[] more = new Shape[known.length + 1];
    System.arraycopy(known, 0, more, 0, known.length);
    more[known.length] = shape;
    BY_FIRST[first] = more;
  }

  /** The end of the token that begins there, or {@code at} if there is none. */
  static int at(CharSequence text, int at, Marks marks) {
    char c = text.charAt(at);
    if (c >= 128) {
      return at;
    }
    Shape[] shapes = BY_FIRST[c];
    if (shapes != null) {
      for (Shape shape : shapes) {
        int end = endOf(shape, text, at);
        if (end > at) {
          marks.hide(at, end);
          return end;
        }
      }
    }
    int end = behindWord(text, at, c, marks);
    return end > at ? end : shapeless(text, at, marks);
  }

  private static int endOf(Shape shape, CharSequence text, int at) {
    int behind = at + shape.prefix.length();
    if (behind > text.length()) {
      return at;
    }
    for (int i = 1; i < shape.prefix.length(); i++) {
      if (text.charAt(at + i) != shape.prefix.charAt(i)) {
        return at;
      }
    }
    boolean digit = false;
    int end = behind;
    while (end < text.length() && end - behind <= shape.most && shape.of.has(text.charAt(end))) {
      digit |= Chars.isDigit(text.charAt(end));
      end++;
    }
    int length = end - behind;
    boolean whole = length <= shape.most && !Chars.isAscii(Chars.at(text, end));
    boolean fits = length >= shape.least && (whole || shape.most == LONGEST);
    return fits && (digit || !shape.withDigit) ? withoutDots(text, behind, end) : at;
  }

  // the dot behind a token ends the sentence
  private static int withoutDots(CharSequence text, int from, int to) {
    int end = to;
    while (end > from && (text.charAt(end - 1) == '.' || text.charAt(end - 1) == ':')) {
      end--;
    }
    return end;
  }

  private static int behindWord(CharSequence text, int at, char c, Marks marks) {
    switch (c) {
      case 'B':
      case 'b':
        return Chars.startsWith(text, at, "bearer")
            ? scheme(text, at, at + 6, marks)
            : Chars.startsWith(text, at, "basic") ? scheme(text, at, at + 5, marks) : at;
      case 'i':
      case 'I':
        return Chars.startsWith(text, at, "identified by ")
            ? KeyValues.quoted(text, at, Chars.skipBlanks(text, at + 13, 4), marks)
            : at;
      case 'j':
        return Addresses.oracle(text, at, marks);
      default:
        for (String host : HOSTS) {
          if (host.charAt(0) == c && Chars.startsWith(text, at, host)) {
            int end = run(text, at + host.length(), Of.PATH);
            marks.hide(at + host.length(), withoutDots(text, at + host.length(), end));
            return end;
          }
        }
        return at;
    }
  }

  private static int run(CharSequence text, int from, Of of) {
    int end = from;
    while (end < text.length() && end - from < LONGEST && of.has(text.charAt(end))) {
      end++;
    }
    return end;
  }

  // why: "Basic Authentication" and "bearer token" are no secrets
  private static int scheme(CharSequence text, int at, int behind, Marks marks) {
    int from = Chars.skipBlanks(text, behind, 4);
    if (from == behind) {
      return at;
    }
    int end = withoutDots(text, from, run(text, from, Of.BASE64));
    if (!isCredential(text, from, end, behind - at == 5)) {
      return at;
    }
    marks.hide(from, end);
    return end;
  }

  private static boolean isCredential(CharSequence text, int from, int to, boolean basic) {
    if (basic) {
      return to - from >= 8 && (to - from) % 4 == 0 && looksRandom(text, from, to);
    }
    boolean digit = false;
    for (int i = from; i < to; i++) {
      digit |= Chars.isDigit(text.charAt(i));
    }
    return to - from >= 6 && (digit || to - from >= 32);
  }

  /** Whether it is no word of a language: a digit, capitals inside, or very long. */
  static boolean looksRandom(CharSequence text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Chars.isDigit(c) || (i > from && Chars.isUpper(c))) {
        return true;
      }
    }
    return to - from >= 24;
  }

  /** A private key from its first line to its last, or to the end of the text. */
  static int privateKey(CharSequence text, int at, Marks marks) {
    if (!Chars.startsWith(text, at, "-----begin ")) {
      return at;
    }
    int header = Chars.find(text, at + 11, "-----", 60);
    if (header < 0 || Chars.find(text, at + 10, "private key", header - at - 10) < 0) {
      return at;
    }
    int last = Chars.find(text, header, "-----end ", text.length());
    int close = last < 0 ? -1 : Chars.find(text, last + 9, "-----", 60);
    int end = close < 0 ? text.length() : close + 5;
    marks.hide(at, end);
    return end;
  }

  // secrets that have no prefix but a form of their own
  private static int shapeless(CharSequence text, int at, Marks marks) {
    char before = Chars.at(text, at - 1);
    if (Chars.isAscii(before) || "_/+.-%".indexOf(before) >= 0) {
      return at;
    }
    int end = at;
    int changes = 0;
    int last = -1;
    boolean digit = false;
    boolean upper = false;
    boolean lower = false;
    while (end < text.length() && end - at < 42 && isBase64(text.charAt(end))) {
      char c = text.charAt(end++);
      int kind = Chars.isDigit(c) ? 0 : Chars.isUpper(c) ? 1 : Chars.isLower(c) ? 2 : 3;
      changes += kind != last ? 1 : 0;
      last = kind;
      digit |= kind == 0 || c == '+';
      upper |= kind == 1;
      lower |= kind == 2;
    }
    char next = Chars.at(text, end);
    boolean ends = "_=.-%".indexOf(next) < 0 || (next == '.' && !Chars.isAscii(at(text, end)));
    if (end - at == 40 && ends && digit && upper && lower && changes >= 12) {
      marks.hide(at, end);
      return end;
    }
    return telegram(text, at, end, marks);
  }

  private static char at(CharSequence text, int dot) {
    return Chars.at(text, dot + 1);
  }

  private static boolean isBase64(char c) {
    return Chars.isAscii(c) || c == '/' || c == '+';
  }

  // 123456789:AAE and 32 more
  private static int telegram(CharSequence text, int at, int colon, Marks marks) {
    if (colon - at < 8 || colon - at > 10 || !Chars.startsWith(text, colon, ":aa")) {
      return at;
    }
    int end = colon + 1;
    while (end < text.length() && end - colon < 40 && Of.DASHED.has(text.charAt(end))) {
      end++;
    }
    if (end - colon - 1 < 33 || end - colon - 1 > 36) {
      return at;
    }
    marks.hide(at, end);
    return end;
  }
}
