package io.batchmon.agent.state;

import java.nio.charset.StandardCharsets;

/**
 * One line of the journal: of all entries of one kind and key, the last is the one that lives.
 * Immutable.
 */
public final class JournalEntry {
  /** Most characters of kind and key together. */
  public static final int MOST_KEY = 16 * 1024;

  /** Most bytes of a text in UTF-8. */
  public static final int MOST_TEXT = 256 * 1024;

  static final byte[] NOTHING = {};
  private static final int LINE_OVERHEAD = 48;

  private final String kind;
  private final String key;
  private final long millis;
  private final byte[] text;
  private final byte[] more;
  private final int weight;

  JournalEntry(String kind, String key, long millis, byte[] text, byte[] more) {
    this.kind = kind;
    this.key = key;
    this.millis = millis;
    this.text = text;
    this.more = more;
    this.weight = LINE_OVERHEAD + length(kind) + length(key) + length(text) + more.length;
  }

  /** In UTF-8, with what is escaped. */
  private static int length(String name) {
    int length = 0;
    for (int i = 0; i < name.length(); i++) {
      char next = name.charAt(i);
      boolean isEscaped = next == '\\' || next == '\t' || next == '\n' || next == '\r';
      length += next < 0x80 ? (isEscaped ? 2 : 1) : next < 0x800 ? 2 : 3;
    }
    return length;
  }

  private static int length(byte[] text) {
    int length = text.length;
    for (byte next : text) {
      if (next == '\\' || next == '\t' || next == '\n' || next == '\r') {
        length++;
      }
    }
    return length;
  }

  /**
   * An entry that takes the place of the one of the same kind and key.
   *
   * @param kind what it is about, such as {@code incident}; a reader passes over what it does not
   *     know
   * @param text already redacted; empty: there is no such entry any more. What is no Unicode in it
   *     becomes a question mark
   * @param millis when, in epoch milliseconds
   */
  public static JournalEntry of(String kind, String key, String text, long millis) {
    byte[] utf8 = text.isEmpty() ? NOTHING : text.getBytes(StandardCharsets.UTF_8);
    return new JournalEntry(readable(kind), readable(key), millis, utf8, NOTHING);
  }

  /** From now on there is no entry of this kind and key. */
  public static JournalEntry removal(String kind, String key, long millis) {
    return of(kind, key, "", millis);
  }

  /** As it comes back from the disk: half a surrogate pair does not. */
  static String readable(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (Character.isSurrogate(name.charAt(i))) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      }
    }
    return name;
  }

  public String kind() {
    return kind;
  }

  public String key() {
    return key;
  }

  /** When it was written, by the clock of its writer, in epoch milliseconds. */
  public long millis() {
    return millis;
  }

  /** Empty for a removal. */
  public String text() {
    return new String(text, StandardCharsets.UTF_8);
  }

  public boolean isRemoval() {
    return text.length == 0;
  }

  byte[] bytes() {
    return text;
  }

  /** What a newer minor version of the format wrote behind the text. */
  byte[] more() {
    return more;
  }

  /** At least the bytes that it takes in the file. */
  int weight() {
    return weight;
  }

  boolean isTooLarge() {
    return kind.length() + key.length() > MOST_KEY || text.length > MOST_TEXT;
  }

  @Override
  public String toString() {
    return kind + " " + key + " (" + text.length + " bytes)";
  }
}
