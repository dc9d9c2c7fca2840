package io.batchmon.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets and personal data in text that the application wrote by {@code ***}: passwords
 * and tokens by their key, credentials in URLs, JWTs, cloud keys, private keys, card numbers,
 * e-mail addresses, and what {@code batchmon.redact} names. Takes bounded time: a pattern that
 * backtracks for too long redacts the whole text. Thread-safe; never throws.
 */
public final class Redactor implements UnaryOperator<String> {
  private static final String HIDDEN = "***";
  private static final String SETTING = "batchmon.redact";
  private static final int PIECE = 8 * 1024;
  private static final int STEPS_PER_CHARACTER = 400;
  private static final int STEPS_AT_LEAST = 50_000;

  private final List<Pattern> added;

  private Redactor(List<Pattern> added) {
    this.added = added;
  }

  /** The built-in patterns alone. */
  public static Redactor builtIn() {
    return new Redactor(Collections.emptyList());
  }

  /** With those that the settings add; one that is no pattern is one warning. */
  public static Redactor of(Settings settings) {
    String text = settings.text(SETTING);
    if (text == null) {
      return builtIn();
    }
    List<Pattern> patterns = new ArrayList<>();
    for (String item : split(text)) {
      try {
        patterns.add(Pattern.compile(item));
      } catch (PatternSyntaxException failure) {
        settings.malformed(
            SETTING,
            item,
            "is no regular expression (" + failure.getDescription() + ")",
            "the other patterns");
      }
    }
    return new Redactor(patterns);
  }

  /** At commas, but not at those of {@code {2,4}}, {@code [a,b]} or {@code \,}. */
  static List<String> split(String text) {
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        item.append(c).append(text.charAt(++i));
        continue;
      }
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (c == ',' && depth <= 0) {
        addTrimmed(items, item);
        item.setLength(0);
      } else {
        item.append(c);
      }
    }
    addTrimmed(items, item);
    return items;
  }

  private static void addTrimmed(List<String> items, StringBuilder item) {
    String text = item.toString().trim();
    if (!text.isEmpty()) {
      items.add(text);
    }
  }

  /** The text without what is to be hidden; the same object if there is nothing. */
  @Override
  public String apply(String text) {
    String open = withoutPrivateKeys(text);
    if (open.length() <= PIECE) {
      return piece(open);
    }
    StringBuilder all = new StringBuilder(open.length());
    for (int from = 0; from < open.length(); ) {
      int to = endOfPiece(open, from);
      all.append(piece(open.substring(from, to)));
      from = to;
    }
    return all.length() == text.length() && text.contentEquals(all) ? text : all.toString();
  }

  // at a line's end if there is one, else between words: no secret is cut in two
  private static int endOfPiece(String text, int from) {
    int limit = from + PIECE;
    if (limit >= text.length()) {
      return text.length();
    }
    int line = text.lastIndexOf('\n', limit - 1);
    if (line > from) {
      return line + 1;
    }
    int space = text.lastIndexOf(' ', limit - 1);
    return space > from ? space + 1 : limit;
  }

  private String piece(String text) {
    String safe = text;
    try {
      for (Rule rule : BuiltIn.RULES) {
        if (rule.mayMatch(safe)) {
          safe = replace(rule, safe);
        }
      }
      for (Pattern pattern : added) {
        safe = replace(new Rule(pattern, null, HIDDEN), safe);
      }
      return safe;
    } catch (TooManySteps | StackOverflowError tooLong) {
      return "*** (redacted as a whole: a pattern took too long)";
    }
  }

  private static String replace(Rule rule, String text) {
    Matcher matcher = rule.pattern.matcher(new Bounded(text));
    if (!matcher.find()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    int copied = 0;
    do {
      String replacement = rule.replacement(matcher);
      if (replacement != null) {
        safe.append(text, copied, matcher.start()).append(replacement);
        copied = matcher.end();
      }
    } while (matcher.find());
    return copied == 0 && safe.length() == 0
        ? text
        : safe.append(text, copied, text.length()).toString();
  }

  private static String withoutPrivateKeys(String text) {
    int begin = text.indexOf("-----BEGIN ");
    if (begin < 0) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    int copied = 0;
    while (begin >= 0) {
      int headerEnd = text.indexOf("-----", begin + 11);
      boolean key = headerEnd > 0 && text.substring(begin, headerEnd).contains("PRIVATE KEY");
      if (key) {
        int end = text.indexOf("-----END ", headerEnd);
        int close = end < 0 ? -1 : text.indexOf("-----", end + 9);
        safe.append(text, copied, begin).append(HIDDEN);
        copied = close < 0 ? text.length() : close + 5;
      }
      begin = text.indexOf("-----BEGIN ", Math.max(copied, begin + 11));
    }
    return safe.append(text, copied, text.length()).toString();
  }

  /** A pattern, and a word without which it cannot match. */
  private static class Rule {
    final Pattern pattern;
    private final String @Nullable [] words;
    private final String replacement;

    Rule(Pattern pattern, String @Nullable [] words, String replacement) {
      this.pattern = pattern;
      this.words = words;
      this.replacement = replacement;
    }

    final boolean mayMatch(String text) {
      if (words == null) {
        return true;
      }
      for (String word : words) {
        if (contains(text, word)) {
          return true;
        }
      }
      return false;
    }

    /** Null leaves the match as it is. {@code 1} stands for the first group. */
    @Nullable String replacement(Matcher match) {
      return replacement.startsWith("1")
          ? (match.group(1) == null ? "" : match.group(1)) + replacement.substring(1)
          : replacement;
    }
  }

  private static boolean contains(String text, String lowerCaseWord) {
    int last = text.length() - lowerCaseWord.length();
    char first = lowerCaseWord.charAt(0);
    char upper = String.valueOf(first).toUpperCase(Locale.ROOT).charAt(0);
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      if ((c == first || c == upper)
          && text.regionMatches(true, i, lowerCaseWord, 0, lowerCaseWord.length())) {
        return true;
      }
    }
    return false;
  }

  /** Loaded when the first text is redacted. */
  private static final class BuiltIn {
    static final List<Rule> RULES = new ArrayList<>();

    private static final String KEY_WORDS =
        "(?:passw(?:or)?d|passwort|passphrase|pwd|secret|token|api[-_.]?key|access[-_.]?key"
            + "|private[-_.]?key|account[-_.]?key|credentials?|signature|sessionid|cookie)";

    static {
      // the value in quotes first, or it would end at its first space
      String key = "(" + KEY_WORDS + "[\\w.-]{0,32}+[\"']?\\s{0,4}+[=:]\\s{0,4}+)";
      String[] keyWords = {
        "passw",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "key",
        "credential",
        "signature",
        "sessionid",
        "cookie"
      };
      add(
          "(authorization[\"']?\\s{0,4}[=:]\\s{0,4}[\"']?)[^\\r\\n\"']{1,2000}+",
          "1***",
          "authorization");
      add("\\b(bearer|basic)\\s{1,4}[\\w.~+/=-]{6,4000}+", "1 ***", "bearer", "basic");
      add(key + "(?:\"[^\"\\r\\n]{0,2000}+\"?|'[^'\\r\\n]{0,2000}+'?)", "1***", keyWords);
      add(key + "(?![\"'*])[^\\s,;&)}\\]<>\"']{1,2000}+", "1***", keyWords);
      add("(<[\\w.:-]{0,64}" + KEY_WORDS + "[\\w.-]{0,32}>)[^<]{1,2000}+", "1***", "<");
      add("(://)[^\\s/@\"'<>]{1,300}+@(?:[^\\s/@\"'<>]{1,300}@)?", "1***@", "://");
      add("(jdbc:oracle:\\w{1,10}:)[^\\s/@]{1,100}+/[^\\s@]{1,100}+@", "1***@", "jdbc:oracle");
      add("\\beyJ[\\w-]{5,4000}+\\.[\\w-]{5,4000}+(?:\\.[\\w-]{0,4000}+)?", HIDDEN, "eyj");
      add(
          "\\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA)[A-Z0-9]{12,20}\\b",
          HIDDEN,
          "akia",
          "asia",
          "aroa",
          "aida",
          "agpa",
          "anpa",
          "anva");
      add("\\bxox[a-z]-[\\w-]{8,300}+", HIDDEN, "xox");
      add("(hooks\\.slack\\.com/)[\\w./-]{5,300}+", "1***", "hooks.slack");
      add(
          "\\b(?:gh[pousr]_\\w{20,255}|glpat-[\\w-]{16,64}|AIza[\\w-]{30,45})",
          HIDDEN,
          "gh",
          "glpat",
          "aiza");
      add("[\\w.%+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}+\\.){1,8}[A-Za-z]{2,24}\\b", HIDDEN, "@");
      RULES.add(new AwsSecretRule());
      RULES.add(new CardRule());
    }

    private static void add(String regex, String replacement, String... words) {
      RULES.add(new Rule(Pattern.compile(regex, Pattern.CASE_INSENSITIVE), words, replacement));
    }
  }

  /** 40 characters of base64 that mix cases and digits, which a checksum in hex does not. */
  private static final class AwsSecretRule extends Rule {
    AwsSecretRule() {
      super(Pattern.compile("(?<![\\w/+=.-])[A-Za-z0-9/+]{40}(?![\\w/+=.-])"), null, HIDDEN);
    }

    @Override
    @Nullable String replacement(Matcher match) {
      boolean upper = false;
      boolean lower = false;
      boolean digit = false;
      for (int i = match.start(); i < match.end(); i++) {
        char c = match.group().charAt(i - match.start());
        upper |= c >= 'A' && c <= 'Z';
        lower |= c >= 'a' && c <= 'z';
        digit |= c >= '0' && c <= '9';
      }
      return upper && lower && digit ? HIDDEN : null;
    }
  }

  /** 14 to 19 digits, perhaps in groups, whose last one is the check digit of the others. */
  private static final class CardRule extends Rule {
    CardRule() {
      super(Pattern.compile("(?<![\\w.-])[2-6](?:[ -]?\\d){13,18}(?![\\w-])"), null, HIDDEN);
    }

    @Override
    @Nullable String replacement(Matcher match) {
      String text = match.group();
      int sum = 0;
      boolean twice = false;
      for (int i = text.length() - 1; i >= 0; i--) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          continue;
        }
        int weighed = twice ? digit * 2 : digit;
        sum += weighed > 9 ? weighed - 9 : weighed;
        twice = !twice;
      }
      return sum % 10 == 0 ? HIDDEN : null;
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super(null, null, false, false);
    }
  }

  /** Text that can be looked at only so often: the one way to stop a regular expression. */
  private static final class Bounded implements CharSequence {
    private final String text;
    private long left;

    Bounded(String text) {
      this.text = text;
      this.left = STEPS_AT_LEAST + (long) STEPS_PER_CHARACTER * text.length();
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
