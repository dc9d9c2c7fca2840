package io.batchmon.agent.config;

import io.batchmon.agent.redact.Marks;
import io.batchmon.agent.redact.Sensitive;
import io.batchmon.agent.redact.SensitiveText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.PatternSyntaxException;

/**
 * Replaces secrets and personal data in text that the application wrote by {@code ***}: what {@link
 * Sensitive} names, and what {@code batchmon.redact} adds. What is redacted already stays as it is.
 * To be applied before a text is cut, or half a secret may not be known as one. Takes bounded time;
 * thread-safe; never throws.
 */
public final class Redactor implements UnaryOperator<String> {
  static final String SETTING = "batchmon.redact";
  private static final String WHOLE = "*** (redacted as a whole: a pattern took too long)";
  private static final String BROKEN = "*** (redacted as a whole: it could not be read)";
  private static final int MOST_PASSES = 4;

  private final Set<Sensitive> kinds;
  private final List<AddedPattern> added;

  private Redactor(Set<Sensitive> kinds, List<AddedPattern> added) {
    this.kinds = kinds;
    this.added = added;
  }

  /** The built-in rules alone. */
  public static Redactor builtIn() {
    return new Redactor(SensitiveText.usual(), Collections.emptyList());
  }

  /**
   * With what the settings add or switch: an item is a regular expression, {@code -email} for a
   * class that may be shown, or {@code +ip} for one that may not. One that is nothing of this is
   * one warning.
   */
  public static Redactor of(Settings settings) {
    String text = settings.text(SETTING);
    if (text == null) {
      return builtIn();
    }
    Set<Sensitive> kinds = EnumSet.copyOf(SensitiveText.usual());
    List<AddedPattern> patterns = new ArrayList<>();
    for (String item : split(text)) {
      if (isSwitch(item)) {
        turn(item, kinds, settings);
        continue;
      }
      try {
        patterns.add(new AddedPattern(item, settings.log()));
      } catch (PatternSyntaxException failure) {
        settings.malformed(
            SETTING,
            item,
            "is no regular expression (" + failure.getDescription() + ")",
            "the other patterns");
      }
    }
    return new Redactor(kinds, patterns);
  }

  private static boolean isSwitch(String item) {
    char sign = item.charAt(0);
    for (int i = 1; i < item.length(); i++) {
      if (item.charAt(i) < 'a' || item.charAt(i) > 'z') {
        return false;
      }
    }
    return (sign == '+' || sign == '-') && item.length() > 1;
  }

  private static void turn(String item, Set<Sensitive> kinds, Settings settings) {
    Sensitive kind = Sensitive.of(item.substring(1));
    if (kind == null || kind == Sensitive.SECRET) {
      settings.malformed(
          SETTING,
          item,
          (kind == null ? "names no class" : "cannot be: secrets are always hidden")
              + "; there are card, iban, id, email, phone and ip",
          "the other items");
    } else if (item.charAt(0) == '+') {
      kinds.add(kind);
    } else {
      kinds.remove(kind);
    }
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
    String shown = text;
    try {
      // why: what is hidden brings its neighbours together, which may be something to hide then
      for (int pass = 0; pass < MOST_PASSES; pass++) {
        Marks marks = new Marks();
        SensitiveText.find(shown, kinds, marks);
        for (AddedPattern pattern : added) {
          if (!pattern.find(shown, marks)) {
            return WHOLE;
          }
        }
        String next = marks.isEmpty() ? shown : marks.applyTo(shown);
        if (next.equals(shown)) {
          return shown;
        }
        shown = next;
      }
      return shown;
    } catch (RuntimeException | StackOverflowError failure) {
      // why: text that nobody can vouch for is not shown, and whoever asked goes on
      return BROKEN;
    }
  }
}
