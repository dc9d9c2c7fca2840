package io.batchmon.agent.run;

/** Lower-case hexadecimal. */
public final class Hex {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Hex() {}

  /** Always 16 digits. */
  public static String of(long value) {
    char[] text = new char[16];
    for (int i = 15; i >= 0; i--) {
      text[i] = DIGITS[(int) (value & 15)];
      value >>>= 4;
    }
    return new String(text);
  }

  /** Always 32 digits. */
  public static String of(long high, long low) {
    char[] text = new char[32];
    long rest = low;
    for (int i = 31; i >= 0; i--) {
      if (i == 15) {
        rest = high;
      }
      text[i] = DIGITS[(int) (rest & 15)];
      rest >>>= 4;
    }
    return new String(text);
  }
}
