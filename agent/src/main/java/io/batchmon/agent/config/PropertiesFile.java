package io.batchmon.agent.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settings file: the format of {@link java.util.Properties}, which knows neither line numbers nor
 * lines that are wrong. UTF-8, and ISO 8859-1 where it is not UTF-8.
 */
final class PropertiesFile {
  private static final int MAX_BYTES = 1 << 20;

  /** A line as it was meant. */
  static final class Entry {
    final String key;

    /** Null where the line has no separator. */
    final @Nullable String value;

    final int line;

    /** What is wrong with the line, or null. */
    final @Nullable String problem;

    Entry(String key, @Nullable String value, int line, @Nullable String problem) {
      this.key = key;
      this.value = value;
      this.line = line;
      this.problem = problem;
    }
  }

  private PropertiesFile() {}

  /**
   * The entries of a file, in its order.
   *
   * @throws IOException whose message says in words why there are none
   */
  static List<Entry> read(String path) throws IOException {
    File file = new File(path);
    if (!file.exists()) {
      throw new IOException("does not exist");
    }
    if (file.isDirectory()) {
      throw new IOException("is a directory");
    }
    if (!file.isFile()) {
      // why: opening a pipe that nobody writes to would hold up the application for ever
      throw new IOException("is not a regular file");
    }
    if (file.length() > MAX_BYTES) {
      throw new IOException("is larger than 1 MiB");
    }
    return parse(textOf(bytesOf(file)));
  }

  private static byte[] bytesOf(File file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) file.length());
    try (InputStream in = new FileInputStream(file)) {
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n >= 0 && bytes.size() <= MAX_BYTES; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    } catch (IOException failure) {
      throw new IOException("cannot be read", failure);
    }
    return bytes.toByteArray();
  }

  private static String textOf(byte[] bytes) throws IOException {
    if (bytes.length > 1 && (bytes[0] & bytes[1] & 0xfe) == 0xfe && bytes[0] != bytes[1]) {
      throw new IOException("is UTF-16, not UTF-8");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') >= 0) {
      text = new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return !text.isEmpty() && text.charAt(0) == '\ufeff' ? text.substring(1) : text;
  }

  static List<Entry> parse(String text) {
    List<Entry> entries = new ArrayList<>();
    int line = 0;
    int at = 0;
    while (at < text.length()) {
      int first = ++line;
      StringBuilder whole = new StringBuilder();
      int end = endOfLine(text, at);
      append(whole, text, at, end);
      at = afterLine(text, end);
      boolean isComment = whole.length() > 0 && (whole.charAt(0) == '#' || whole.charAt(0) == '!');
      while (!isComment && isContinued(whole)) {
        whole.setLength(whole.length() - 1);
        if (at >= text.length()) {
          break;
        }
        line++;
        end = endOfLine(text, at);
        append(whole, text, at, end);
        at = afterLine(text, end);
      }
      if (!isComment && whole.length() > 0) {
        entries.add(entryOf(whole, first));
      }
    }
    return entries;
  }

  private static int endOfLine(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private static int afterLine(String text, int end) {
    return text.startsWith("\r\n", end) ? end + 2 : end + 1;
  }

  private static void append(StringBuilder whole, String text, int from, int end) {
    int start = from;
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    whole.append(text, start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
  }

  private static boolean isContinued(StringBuilder line) {
    int slashes = 0;
    while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }

  private static Entry entryOf(CharSequence line, int number) {
    int end = 0;
    while (end < line.length() && !isSeparator(line.charAt(end))) {
      end += line.charAt(end) == '\\' ? 2 : 1;
    }
    end = Math.min(end, line.length());
    int from = end;
    boolean separated = false;
    while (from < line.length() && (isBlank(line.charAt(from)) || !separated)) {
      char c = line.charAt(from);
      if (!isBlank(c)) {
        if (c != '=' && c != ':') {
          break;
        }
        separated = true;
      }
      from++;
    }
    String key = unescaped(line.subSequence(0, end));
    boolean hasValue = separated || from < line.length();
    String value = hasValue ? unescaped(line.subSequence(from, line.length())) : null;
    boolean isBroken = key == null || (hasValue && value == null);
    return new Entry(
        key == null ? "" : key,
        value,
        number,
        isBroken ? "has a malformed \\u escape (a backslash is written twice)" : null);
  }

  private static boolean isSeparator(char c) {
    return c == '=' || c == ':' || isBlank(c);
  }

  /** Null if it holds a malformed escape. */
  private static @Nullable String unescaped(CharSequence raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\' || ++i == raw.length()) {
        text.append(c);
        continue;
      }
      char escaped = raw.charAt(i);
      if (escaped == 'u') {
        int code = i + 4 < raw.length() ? hex(raw, i + 1) : -1;
        if (code < 0) {
          return null;
        }
        text.append((char) code);
        i += 4;
      } else {
        int known = "tnrf".indexOf(escaped);
        text.append(known < 0 ? escaped : "\t\n\r\f".charAt(known));
      }
    }
    return text.toString();
  }

  private static int hex(CharSequence text, int from) {
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }
}
