package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Severity;
import io.batchmon.agent.alert.Words;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A Discord webhook: the headline as content, the rest as one embed; nobody is ever mentioned. */
final class DiscordTemplate implements WebhookTemplate {
  // Discord's limits: content 2,000, title 256, description 4,096, 25 fields of 256 and 1,024,
  // 6,000 for the whole embed
  private static final int MAX_CONTENT = 500;
  private static final int MAX_TITLE = 200;
  private static final int MAX_DESCRIPTION = 3000;
  private static final int MAX_VALUE = 400;
  private static final int MAX_FIELDS = 25;
  private static final int MAX_EMBED = 5900;
  private static final int GREEN = 0x2eb67d;
  private static final int ORANGE = 0xecb22e;
  private static final int RED = 0xe01e5a;

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.put("content", escaped(message.headline(), MAX_CONTENT));
    json.object("allowed_mentions").array("parse").endArray().endObject();
    json.array("embeds").object();
    String title = escaped(message.state() + "  " + message.job(), MAX_TITLE);
    String description = description(message);
    json.put("title", title);
    if (!description.isEmpty()) {
      json.put("description", description);
    }
    json.put("color", color(message));
    json.put("timestamp", Words.utc(message.lastMillis()));
    fields(json, message, MAX_EMBED - title.length() - description.length());
    json.endObject().endArray();
    return Call.one(json);
  }

  private static String description(AlertMessage message) {
    StringBuilder text = new StringBuilder();
    for (String line : Facts.failure(message)) {
      text.append(escaped(line, 600)).append('\n');
    }
    String stack = Facts.stack(message).replace("```", "'''");
    int left = MAX_DESCRIPTION - text.length() - 10;
    if (!stack.isEmpty() && left > 100) {
      // why: a back-tick at the end would join the fence
      text.append("```\n").append(Words.cut(stack, left)).append("\n```\n");
    }
    for (Map.Entry<String, String> link : Facts.links(message).entrySet()) {
      String markdown = "[" + link.getKey() + "](" + link.getValue() + ") ";
      if (text.length() + markdown.length() <= MAX_DESCRIPTION) {
        text.append(markdown);
      }
    }
    return text.toString().trim();
  }

  private static void fields(JsonBody json, AlertMessage message, int most) throws IOException {
    int left = most;
    int count = 0;
    json.array("fields");
    for (Map.Entry<String, String> fact : Facts.of(message).entrySet()) {
      String value = escaped(fact.getValue(), MAX_VALUE);
      left -= fact.getKey().length() + value.length();
      if (left < 0 || ++count > MAX_FIELDS) {
        break;
      }
      json.object().put("name", fact.getKey()).put("value", value);
      json.put("inline", value.length() < 40).endObject();
    }
    json.endArray();
  }

  private static int color(AlertMessage message) {
    return message.isRecovery()
        ? GREEN
        : message.severity().compareTo(Severity.ERROR) < 0 ? ORANGE : RED;
  }

  /** One line without markdown or mentions, of at most so many characters. */
  private static String escaped(String text, int most) {
    String line = Facts.line(text, most);
    StringBuilder escaped = new StringBuilder(line.length() + 8);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ("\\`*_~|<>[]()@#".indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return cutEscaped(escaped.toString(), most);
  }

  // why: a back-slash left alone at the end would escape what follows it
  private static String cutEscaped(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    String cut = Words.cut(text, most);
    int end = cut.length() - 1;
    int slashes = 0;
    while (slashes < end && cut.charAt(end - 1 - slashes) == '\\') {
      slashes++;
    }
    return slashes % 2 == 0 ? cut : cut.substring(0, end - 1) + '…';
  }
}
