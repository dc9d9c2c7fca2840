package io.batchmon.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** A service's name as X-Ray takes it: a segment with any other is refused, and nobody is told. */
final class SegmentName {
  private static final int MOST = 200;
  private static final String SIGNS = " _.:/%&#=+-@";

  private SegmentName() {}

  /** Without the characters that X-Ray does not know; null where nothing is left. */
  static @Nullable String of(String name) {
    StringBuilder kept = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      i += Character.charCount(c);
      boolean known = Character.isLetterOrDigit(c) || SIGNS.indexOf(c) >= 0;
      if (known && kept.length() + Character.charCount(c) <= MOST) {
        kept.appendCodePoint(c);
      }
    }
    String text = kept.toString().trim();
    return text.isEmpty() ? null : text;
  }
}
