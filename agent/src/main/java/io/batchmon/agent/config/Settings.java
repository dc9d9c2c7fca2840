package io.batchmon.agent.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force, each with the source it came from. Immutable. A value that cannot be read
 * is one warning naming setting, value, source and remedy; the default is used.
 */
public final class Settings {
  private static final String SWITCH = "batchmon.instrumentation.";
  private static final String ENABLED = ".enabled";

  private static final int MAX_SHOWN = 80;

  /** A value as it was written, and where. */
  public static final class Value {
    private final String text;
    private final String source;

    public Value(String text, String source) {
      this.text = text;
      this.source = source;
    }

    public String text() {
      return text;
    }

    /** In words for the operator, such as {@code environment variable BATCHMON_ENVIRONMENT}. */
    public String source() {
      return source;
    }
  }

  private final Map<String, Value> values;
  private final AgentLog log;

  /** Settings by their full name, such as {@code batchmon.environment}. */
  public Settings(Map<String, Value> values, AgentLog log) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.log = log;
  }

  /** Every setting that was set, by name. */
  public Map<String, Value> all() {
    return values;
  }

  /** The log that these settings ask for. */
  public AgentLog log() {
    return log;
  }

  /** As it was written; null if not set. */
  public @Nullable Value value(String name) {
    return values.get(canonical(name));
  }

  /** The name under which a setting is kept: OpenTelemetry knows neither dashes nor upper case. */
  static String canonical(String name) {
    return name.startsWith("otel.") ? name.toLowerCase(Locale.ROOT).replace('-', '.') : name;
  }

  /** Trimmed; null if not set or blank. */
  public @Nullable String text(String name) {
    Value value = value(name);
    if (value == null) {
      return null;
    }
    String text = value.text().trim();
    return text.isEmpty() ? null : text;
  }

  public String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  public boolean flag(String name, boolean otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    switch (text.toLowerCase(Locale.ROOT)) {
      case "true":
        return true;
      case "false":
        return false;
      default:
        malformed(name, text, "is neither true nor false", String.valueOf(otherwise));
        return otherwise;
    }
  }

  /** One of these words, compared without case; the first is the default. */
  public String word(String name, String... words) {
    String text = text(name);
    if (text == null) {
      return words[0];
    }
    for (String word : words) {
      if (word.equalsIgnoreCase(text)) {
        return word;
      }
    }
    malformed(name, text, "is none of " + String.join(", ", words), words[0]);
    return words[0];
  }

  public long number(String name, long otherwise, long least, long most) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
      malformed(name, text, "is not between " + least + " and " + most, String.valueOf(otherwise));
    } catch (NumberFormatException failure) {
      malformed(name, text, "is not a whole number", String.valueOf(otherwise));
    }
    return otherwise;
  }

  /**
   * A time as {@code 250ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 1d}, or in milliseconds.
   */
  public long millis(String name, long otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    long millis = millisOf(text);
    if (millis >= 0) {
      return millis;
    }
    malformed(
        name,
        text,
        "is not a time such as 500ms, 2s, 5m, 1h or a number of milliseconds",
        otherwise + "ms");
    return otherwise;
  }

  /** The milliseconds of such a time, or -1 if the text is none. */
  public static long millisOf(String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > 15) {
      return -1;
    }
    long number = Long.parseLong(text.substring(0, digits));
    long unit = unitMillis(text.substring(digits).trim().toLowerCase(Locale.ROOT));
    return unit < 0 || number > Long.MAX_VALUE / unit ? -1 : number * unit;
  }

  private static long unitMillis(String unit) {
    switch (unit) {
      case "":
      case "ms":
        return 1;
      case "s":
        return 1000;
      case "m":
        return 60_000;
      case "h":
        return 3_600_000;
      case "d":
        return 86_400_000;
      default:
        return -1;
    }
  }

  /** Comma-separated; empty if not set. */
  public List<String> list(String name) {
    List<String> items = new ArrayList<>();
    for (String item : text(name, "").split(",", -1)) {
      if (!item.trim().isEmpty()) {
        items.add(item.trim());
      }
    }
    return items;
  }

  /** {@code key=value} pairs separated by commas; an item without {@code =} is a warning. */
  public Map<String, String> map(String name) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String item : list(name)) {
      int equals = item.indexOf('=');
      if (equals <= 0) {
        malformed(name, item, "is not key=value", "the other pairs");
      } else {
        pairs.put(item.substring(0, equals).trim(), item.substring(equals + 1).trim());
      }
    }
    return pairs;
  }

  /**
   * Says in one line that the value cannot be used; for checks that only its reader can make.
   *
   * @param reason such as {@code is not a URL}
   * @param used what is used instead
   */
  public void malformed(String name, String reason, String used) {
    malformed(name, text(name, ""), reason, used);
  }

  /** The same for a part of the value. */
  public void malformed(String name, String text, String reason, String used) {
    Value value = value(name);
    log.warn(
        name
            + "="
            + shown(name, text)
            + " "
            + reason
            + (value == null ? "" : " (from " + value.source() + ")")
            + "; using "
            + used);
  }

  /** The value as it may be shown: secrets hidden, long values cut. */
  public static String shown(String name, String text) {
    boolean hasPassword = name.endsWith(".endpoint") && text.indexOf('@') >= 0;
    if (hasPassword || isSecret(name)) {
      return "***";
    }
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
  }

  /** Whether the value must not be shown anywhere: it is a secret, or may hold one. */
  public static boolean isSecret(String name) {
    return !name.equals("batchmon.trace.url")
        && (name.endsWith(".token")
            || name.endsWith(".url")
            || name.endsWith(".urls")
            || name.endsWith(".key")
            || name.endsWith("headers"));
  }

  /** Whether the hooks of this name are wanted. */
  public boolean isInstrumented(String instrumentation) {
    return flag(SWITCH + instrumentation + ENABLED, true);
  }

  /** Each switch that is for none of these is one warning. */
  public void sayUnknownInstrumentations(Set<String> known) {
    for (Map.Entry<String, Value> setting : all().entrySet()) {
      String name = setting.getKey();
      if (name.startsWith(SWITCH)
          && name.endsWith(ENABLED)
          && name.length() > SWITCH.length() + ENABLED.length()
          && !known.contains(name.substring(SWITCH.length(), name.length() - ENABLED.length()))) {
        log()
            .warn(
                name
                    + " (from "
                    + setting.getValue().source()
                    + ") names no framework that batchmon knows; it knows "
                    + String.join(", ", known));
      }
    }
  }
}
