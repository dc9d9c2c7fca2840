package io.batchmon.agent.alert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines of {@code key=value}: what is kept of incidents and messages. A key may stand several
 * times, and one that a reader does not know is passed over. Not thread-safe.
 */
final class SavedText {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /** With nothing in it. */
  SavedText() {}

  /** As {@link #toString} wrote it; whatever is no line of it is passed over. */
  SavedText(String text) {
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int stop = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', from);
      if (equals > from && equals < stop) {
        put(text.substring(from, equals), unescaped(text.substring(equals + 1, stop)));
      }
      from = stop + 1;
    }
  }

  /** One more value of this key; null is none. */
  void put(String key, @Nullable String value) {
    if (value == null) {
      return;
    }
    List<String> all = values.get(key);
    if (all == null) {
      all = new ArrayList<>(1);
      values.put(key, all);
    }
    all.add(value);
  }

  void put(String key, long value) {
    put(key, String.valueOf(value));
  }

  void put(String key, long[] numbers) {
    StringBuilder text = new StringBuilder();
    for (long number : numbers) {
      text.append(text.length() == 0 ? "" : " ").append(number);
    }
    put(key, text.toString());
  }

  @Nullable String text(String key) {
    List<String> all = values.get(key);
    return all == null ? null : all.get(0);
  }

  String text(String key, String otherwise) {
    String text = text(key);
    return text == null ? otherwise : text;
  }

  List<String> texts(String key) {
    List<String> all = values.get(key);
    return all == null ? new ArrayList<String>() : all;
  }

  /** 0 where there is none. */
  long number(String key) {
    return numberOf(text(key, "0"));
  }

  long[] numbers(String key) {
    String text = text(key, "");
    if (text.isEmpty()) {
      return new long[0];
    }
    String[] words = text.split(" ", -1);
    long[] numbers = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = numberOf(words[i]);
    }
    return numbers;
  }

  private static long numberOf(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException damaged) {
      return 0;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      for (String value : entry.getValue()) {
        text.append(entry.getKey()).append('=').append(escaped(value)).append('\n');
      }
    }
    return text.toString();
  }

  private static String escaped(String value) {
    return value.indexOf('\n') < 0 && value.indexOf('\\') < 0 && value.indexOf('\r') < 0
        ? value
        : value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String unescaped(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        char next = value.charAt(++i);
        text.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
