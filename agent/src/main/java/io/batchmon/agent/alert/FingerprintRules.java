package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import io.batchmon.agent.run.FailureText.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says belongs together, or apart: {@code type / message -> key; ...}, with stars
 * in type and message. Of the rules that match an exception of the chain the first one holds.
 * Immutable.
 */
final class FingerprintRules {
  static final FingerprintRules NONE = new FingerprintRules(Collections.emptyList());

  /** In a key: the fingerprint as it would be without the rule. */
  static final String DEFAULT = "{default}";

  private static final String SETTING = "batchmon.fingerprint.rules";
  private static final int MAX_RULES = 100;
  private static final int MAX_MESSAGE = 2000;

  private static final class Rule {
    final String type;
    final String message;
    final String key;

    Rule(String type, String message, String key) {
      this.type = type;
      this.message = message;
      this.key = key;
    }

    boolean matches(String name, @Nullable String text) {
      boolean simple = type.indexOf('.') < 0;
      String compared = simple ? name.substring(name.lastIndexOf('.') + 1) : name;
      return glob(type, compared)
          && (message.equals("*") || glob(message, text == null ? "" : text));
    }
  }

  private final List<Rule> rules;

  private FingerprintRules(List<Rule> rules) {
    this.rules = rules;
  }

  /** A rule that cannot be read is one warning; the others hold. */
  static FingerprintRules of(Settings settings) {
    String text = settings.text(SETTING);
    if (text == null) {
      return NONE;
    }
    List<Rule> rules = new ArrayList<>();
    for (String part : text.split("[;\\n]", -1)) {
      String written = part.trim();
      if (written.isEmpty()) {
        continue;
      }
      String problem = rules.size() < MAX_RULES ? add(written, rules) : "is one rule too many";
      if (problem != null) {
        settings.malformed(SETTING, written, problem, "the other rules");
      }
    }
    return new FingerprintRules(rules);
  }

  /** What is wrong with the rule, or null. */
  private static @Nullable String add(String written, List<Rule> rules) {
    int arrow = written.lastIndexOf("->");
    if (arrow < 0) {
      return "has no key; a rule is TYPE -> KEY or TYPE / MESSAGE -> KEY";
    }
    String key = written.substring(arrow + 2).trim();
    String left = written.substring(0, arrow).trim();
    int slash = left.indexOf('/');
    String type = slash < 0 ? left : left.substring(0, slash).trim();
    String message = slash < 0 ? "*" : left.substring(slash + 1).trim();
    if (key.isEmpty()) {
      return "has nothing after ->; write a key such as payment-gateway";
    }
    if (type.isEmpty() || type.indexOf(' ') >= 0) {
      return "begins with no exception type; write one, or * for any";
    }
    int brace = key.replace(DEFAULT, "").indexOf('{');
    if (brace >= 0) {
      return "has a key with { in it; only " + DEFAULT + " may be spliced in";
    }
    rules.add(new Rule(type, message.isEmpty() ? "*" : message, key));
    return null;
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The key of the first rule that matches one of these, root first; null if none does. */
  @Nullable String keyOf(List<Cause> causes) {
    for (Rule rule : rules) {
      for (int i = causes.size() - 1; i >= 0; i--) {
        Cause cause = causes.get(i);
        if (rule.matches(cause.type(), cause.message())) {
          return rule.key;
        }
      }
    }
    return null;
  }

  /** The same for a failure without an exception. */
  @Nullable String keyOf(@Nullable String errorType, @Nullable String reason) {
    for (Rule rule : rules) {
      if (rule.matches(errorType == null ? "" : errorType, reason)) {
        return rule.key;
      }
    }
    return null;
  }

  /** Whether the text is as the pattern says, in which a star stands for anything. */
  static boolean glob(String pattern, String text) {
    int length = Math.min(text.length(), MAX_MESSAGE);
    int p = 0;
    int t = 0;
    int star = -1;
    int tried = 0;
    while (t < length) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        tried = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++tried;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
