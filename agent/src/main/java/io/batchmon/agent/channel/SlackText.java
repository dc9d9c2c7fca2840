package io.batchmon.agent.channel;

import io.batchmon.agent.alert.Words;

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

  /** Escaped, and cut to so many characters. */
  static String escaped(String text, int most) {
    return escape(Words.printable(text), most, false);
  }

  /** As {@link #escaped}, and shown as it is: {@code * ~ `} do not format. */
  static String literal(String text, int most) {
    return escape(Words.printable(text).replace('\n', ' '), most, true);
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
    return Words.printable(url)
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
