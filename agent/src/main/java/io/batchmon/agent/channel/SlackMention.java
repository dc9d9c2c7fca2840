package io.batchmon.agent.channel;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The owner that the operator has configured, as Slack's markup: the only such markup in a message
 * besides dates and links.
 */
final class SlackMention {
  private static final Pattern MARKUP =
      Pattern.compile(
          "<!(?:here|channel|everyone)>|<!subteam\\^S[A-Z0-9]{1,30}>|<@[UW][A-Z0-9]{1,30}>");

  private SlackMention() {}

  /** Null if this is no mention; the text is to be shown escaped then. */
  static @Nullable String of(String owner) {
    String trimmed = owner.trim();
    if (trimmed.equals("@here") || trimmed.equals("@channel") || trimmed.equals("@everyone")) {
      return "<!" + trimmed.substring(1) + ">";
    }
    return MARKUP.matcher(trimmed).matches() ? trimmed : null;
  }
}
