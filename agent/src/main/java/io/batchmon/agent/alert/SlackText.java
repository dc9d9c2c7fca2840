package io.batchmon.agent.alert;

/**
 * Text as Slack takes it. {@code text} and mrkdwn are escaped; {@code plain_text} and rich text are
 * literal. Lengths are counted after escaping, in UTF-16 units; nothing is cut inside a character
 * or an entity.
 */
final class SlackText {
  // why: breaks up formatting without being seen; healthchecks uses it for the * of cron
  // expressions
  private static final char JOINER = '\u034f';

  private SlackText() {}

  /**
   * Without what a JSON writer, Slack or a terminal could choke on: halves of surrogate pairs,
   * control characters, marks that change the direction of writing. Line ends become {@code \n}.
   */
  static String printable(String text) {
    int good = 0;
    while (good < text.length() && isPlain(text.charAt(good))) {
      good++;
    }
    if (good == text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length()).append(text, 0, good);
    for (int i = good; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        appendPair(clean, c, text.charAt(++i));
      } else if (Character.isSurrogate(c) || c >= 0xfffe) {
        clean.append('\ufffd');
      } else if (c == '\r') {
        clean.append(i + 1 < text.length() && text.charAt(i + 1) == '\n' ? "" : "\n");
      } else if (c == '\u2028' || c == '\u2029' || c == '\u0085') {
        clean.append('\n');
      } else if ((c < ' ' && c != '\n') || (c >= 0x7f && c < 0xa0)) {
        clean.append(' ');
      } else if (!isDirectionMark(c)) {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  private static void appendPair(StringBuilder clean, char high, char low) {
    int codePoint = Character.toCodePoint(high, low);
    if ((codePoint & 0xfffe) == 0xfffe) {
      clean.append('\ufffd');
    } else {
      clean.append(high).append(low);
    }
  }

  private static boolean isPlain(char c) {
    return (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0x2000) || (c >= 0x2070 && c < 0xd800);
  }

  private static boolean isDirectionMark(char c) {
    return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
  }

  /** At most so many characters, the last one an ellipsis if something was cut. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + '…';
  }

  /** Escaped, and cut to so many characters. */
  static String escaped(String text, int most) {
    return escape(printable(text), most, false);
  }

  /** As {@link #escaped}, and shown as it is: {@code * ~ `} do not format. */
  static String literal(String text, int most) {
    return escape(printable(text).replace('\n', ' '), most, true);
  }

  private static String escape(String text, int most, boolean literal) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    int fits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '&') {
        escaped.append("&amp;");
      } else if (c == '<') {
        escaped.append("&lt;");
      } else if (c == '>') {
        escaped.append("&gt;");
      } else if (literal && (c == '*' || c == '~' || c == '`')) {
        escaped.append(JOINER).append(c);
      } else if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
        escaped.append(c).append(text.charAt(++i));
      } else {
        escaped.append(c);
      }
      if (escaped.length() <= most - 1) {
        fits = escaped.length();
      } else if (escaped.length() > most) {
        escaped.setLength(fits);
        return escaped.append('…').toString();
      }
    }
    return escaped.toString();
  }

  /** A link's address: what would end the link is percent-encoded. */
  static String url(String url) {
    return printable(url)
        .replace("\n", "")
        .replace(" ", "%20")
        .replace("<", "%3C")
        .replace(">", "%3E")
        .replace("|", "%7C")
        .replace("`", "%60")
        .replace("&", "&amp;");
  }

  /** Shown in the reader's own time zone. */
  static String date(long epochMillis) {
    return "<!date^"
        + Math.floorDiv(epochMillis, 1000)
        + "^{date_short_pretty} {time_secs}|"
        + Words.utc(epochMillis)
        + ">";
  }
}
