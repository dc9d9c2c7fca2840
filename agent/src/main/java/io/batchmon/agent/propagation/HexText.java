package io.batchmon.agent.propagation;

import java.nio.charset.StandardCharsets;

/** Lower-case hexadecimal at a place in a text, read and written without anything in between. */
final class HexText {
  static final int LONG = 16;

  private HexText() {}

  /** Whether that many characters from there on exist and are lower-case hex digits. */
  static boolean isAt(String text, int at, int length) {
    if (text.length() - at < length) {
      return false;
    }
    for (int i = at; i < at + length; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** At most 16 digits, of which {@link #isAt} said that they are some. */
  static long value(String text, int at, int length) {
    long value = 0;
    for (int i = at; i < at + length; i++) {
      char c = text.charAt(i);
      value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return value;
  }

  /** Writes 16 digits; returns the place behind them. */
  static int write(byte[] into, int at, long value) {
    return write(into, at, value, LONG);
  }

  /** Writes the last digits, this many; returns the place behind them. */
  static int write(byte[] into, int at, long value, int digits) {
    for (int i = at + digits - 1; i >= at; i--) {
      int digit = (int) value & 15;
      into[i] = (byte) (digit < 10 ? '0' + digit : 'a' - 10 + digit);
      value >>>= 4;
    }
    return at + digits;
  }

  /** Writes ASCII; returns the place behind it. */
  static int write(byte[] into, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      into[at + i] = (byte) text.charAt(i);
    }
    return at + text.length();
  }

  static String of(byte[] ascii) {
    return new String(ascii, StandardCharsets.ISO_8859_1);
  }
}
