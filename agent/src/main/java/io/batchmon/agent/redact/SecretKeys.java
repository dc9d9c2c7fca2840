package io.batchmon.agent.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells from the name of a key, header, field or element what its value is. */
final class SecretKeys {
  /** What the value of a key is. */
  enum Meaning {
    /** Nothing to hide. */
    OPEN,
    /** A secret unless it is plainly a word or a count: token, signature. */
    TOKEN,
    /** A secret whatever it looks like: password, secret, API key. */
    PASSWORD,
    /** A scheme and what goes with it. */
    AUTHORIZATION,
    /** Pairs of names and values. */
    COOKIE,
    /** The name of another key, whose value follows: name, key. */
    NAME,
    /** The value of what was named before: value. */
    VALUE
  }

  private static final int LONGEST = 80;

  private static final Set<String> PASSWORDS =
      set(
          "password passwd passwort passphrase passcode kennwort contraseña contrasena wachtwoord "
              + "비밀번호 암호 パスワード 密码 apikey accesskey privatekey secretkey accountkey "
              + "signingkey credential");
  private static final String[] PASSWORD_ENDS = {"pwd", "secret", "secrets"};
  private static final Set<String> PASSWORD_WORDS =
      set("pw senha creds cred cvv cvc otp pin jsessionid");
  private static final Set<String> TOKEN_WORDS =
      set(
          "pass token tokens authtoken accesstoken refreshtoken idtoken csrftoken signature sig "
              + "hmac jwt bearer phpsessid sessionid assertion");
  private static final Set<String> BEFORE_KEY =
      set(
          "api access secret private account auth signing encryption master shared session "
              + "storage ssh rsa aes hmac license subscription integration webhook consumer "
              + "functions");
  private static final Set<String> NEUTRAL =
      set(
          "value hash hashed text string header raw plain plaintext base64 b hex encoded "
              + "encrypted decrypted old new current previous next id prod dev test stage staging "
              + "primary secondary confirmation confirm repeat again env data param");
  private static final Set<String> OPEN_ENDS =
      set(
          "file path policy length len size count counter expiry expires expired expiration "
              + "age encoder type name names field column hint prompt rotation manager provider "
              + "class required enabled disabled changed strength algorithm attempts url uri "
              + "endpoint location arn version exception error failure store service filter source "
              + "index limit min max ttl timeout validity status format ref template alias config "
              + "configuration factory bean java kt scala groovy js py present valid invalid "
              + "missing used resolver extractor request response generator repository controller "
              + "at in on time date since until issuer scope cache pool mode handler validator "
              + "verifier listener interceptor entry point context holder utils util test tests "
              + "check lookup entity parser level properties yml");
  private static final Set<String> COMPLAINTS =
      set(
          "invalid expired missing no bad wrong illegal unexpected unrecognized unknown "
              + "unsupported malformed empty revoked incorrect mismatched without requires");

  private SecretKeys() {}

  static Set<String> set(String words) {
    return new HashSet<>(Arrays.asList(words.split(" ", -1)));
  }

  /** Where the name that ends there begins; the same if no name ends there. */
  static int start(CharSequence text, int end) {
    int from = end;
    while (from > 0 && end - from < LONGEST && isOfName(text.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  static boolean isOfName(char c) {
    return Chars.isWord(c) || c == '_' || c == '-' || c == '.' || c == '$';
  }

  /** What the value of this name is; only what follows its last dot counts. */
  static Meaning of(CharSequence text, int from, int to) {
    int start = from;
    int letters = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '.' && i + 1 < to) {
        start = i + 1;
        letters = 0;
      } else if (!Chars.isDigit(c)) {
        letters++;
      }
    }
    if (letters < 2) {
      return start == from ? Meaning.OPEN : of(text, from, start - 1);
    }
    List<String> words = words(text, start, to);
    Meaning meaning = of(words);
    // password.value, secret.0
    boolean neutral = meaning == Meaning.VALUE || words.isEmpty() || isNeutral(words);
    return neutral && start > from + 1 ? orValue(of(text, from, start - 1), meaning) : meaning;
  }

  private static Meaning orValue(Meaning outer, Meaning own) {
    return outer == Meaning.OPEN || outer == Meaning.NAME ? own : outer;
  }

  private static boolean isNeutral(List<String> words) {
    for (String word : words) {
      if (!NEUTRAL.contains(word)) {
        return false;
      }
    }
    return true;
  }

  private static Meaning of(List<String> words) {
    int size = words.size();
    if (size == 0) {
      return Meaning.OPEN;
    }
    if (size == 1 && (words.get(0).equals("value") || words.get(0).equals("val"))) {
      return Meaning.VALUE;
    }
    if (size == 1 && (words.get(0).equals("name") || words.get(0).equals("key"))) {
      return Meaning.NAME;
    }
    if (size > 1 && words.get(size - 2).equals("session") && words.get(size - 1).equals("id")) {
      return Meaning.TOKEN;
    }
    while (size > 1 && NEUTRAL.contains(words.get(size - 1))) {
      size--;
    }
    String last = words.get(size - 1);
    if (size > 1 && words.get(size - 2).equals("saml")) {
      return Meaning.TOKEN;
    }
    if (OPEN_ENDS.contains(last) || (size > 1 && COMPLAINTS.contains(words.get(0)))) {
      return Meaning.OPEN;
    }
    if (last.equals("authorization")) {
      return Meaning.AUTHORIZATION;
    }
    if (last.equals("cookie") || last.equals("cookies")) {
      return Meaning.COOKIE;
    }
    for (int i = 0; i < size; i++) {
      if (isPassword(words.get(i), i == size - 1)) {
        return Meaning.PASSWORD;
      }
    }
    return ofLast(words, size, last);
  }

  private static Meaning ofLast(List<String> words, int size, String last) {
    String before = size > 1 ? words.get(size - 2) : "";
    if (last.equals("key") || last.equals("keys")) {
      return BEFORE_KEY.contains(before) ? Meaning.PASSWORD : Meaning.OPEN;
    }
    if (last.equals("phrase") && before.equals("pass")) {
      return Meaning.PASSWORD;
    }
    // X-Auth, _auth, basicAuth
    if (last.equals("auth") && (before.equals("x") || before.equals("basic"))) {
      return Meaning.PASSWORD;
    }
    return TOKEN_WORDS.contains(last) || last.endsWith("token") ? Meaning.TOKEN : Meaning.OPEN;
  }

  private static boolean isPassword(String word, boolean last) {
    for (String secret : PASSWORDS) {
      if (word.contains(secret)) {
        return true;
      }
    }
    for (String end : PASSWORD_ENDS) {
      if (word.endsWith(end)) {
        return true;
      }
    }
    return last && PASSWORD_WORDS.contains(word);
  }

  /** In lower case, divided at signs, digits and capitals; numbers are left out. */
  static List<String> words(CharSequence text, int from, int to) {
    List<String> words = new ArrayList<>(4);
    StringBuilder word = new StringBuilder(16);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = Chars.isWord(c) && !Chars.isDigit(c);
      boolean begins =
          letter
              && Chars.isUpper(c)
              && word.length() > 0
              && (!Chars.isUpper(text.charAt(i - 1))
                  || (i + 1 < to && Chars.isLower(text.charAt(i + 1))));
      if ((!letter || begins) && word.length() > 0) {
        words.add(word.toString());
        word.setLength(0);
      }
      if (letter) {
        word.append(Chars.lower(c));
      }
    }
    if (word.length() > 0) {
      words.add(word.toString());
    }
    return words;
  }

  /** Whether the word that ends before a blank there makes a secret of the key behind it. */
  static boolean isQualified(CharSequence text, int keyStart, int keyEnd) {
    if (!Chars.isBlank(Chars.at(text, keyStart - 1))
        || !Chars.isOneOf(text, keyStart, keyEnd, "key", "keys", "phrase")) {
      return false;
    }
    int from = start(text, keyStart - 1);
    List<String> before = words(text, from, keyStart - 1);
    String last = before.isEmpty() ? "" : before.get(before.size() - 1);
    return BEFORE_KEY.contains(last) || last.equals("pass");
  }

  /** Whether the word before it says that something else is meant: unexpected token. */
  static boolean isOfParser(CharSequence text, int keyStart) {
    if (!Chars.isBlank(Chars.at(text, keyStart - 1))) {
      return false;
    }
    int end = keyStart - 1;
    int from = start(text, end);
    return Chars.isOneOf(
        text,
        from,
        end,
        "unexpected",
        "unrecognized",
        "illegal",
        "mismatched",
        "extraneous",
        "expected",
        "next",
        "current",
        "syntax",
        "parse");
  }
}
