package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Telegram's {@code sendMessage}, as HTML. The address is {@code
 * https://api.telegram.org/bot<token>/sendMessage}.
 */
final class TelegramTemplate implements WebhookTemplate {
  // Telegram's limit is 4,096 characters without the markup; here it is counted with it
  private static final int MAX_TEXT = 4000;
  private static final int MAX_STACK = 1500;

  private final @Nullable String chatId;

  /**
   * @param chatId null where the address has it
   */
  TelegramTemplate(@Nullable String chatId) {
    this.chatId = chatId;
  }

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.put("chat_id", chatId);
    json.put("parse_mode", "HTML");
    json.put("text", text(message));
    json.object("link_preview_options").put("is_disabled", true).endObject();
    return Call.one(json);
  }

  private static String text(AlertMessage message) {
    StringBuilder text = new StringBuilder("<b>");
    text.append(SlackText.escaped(Facts.title(message, 300), 400)).append("</b>\n");
    for (String line : Facts.failure(message)) {
      text.append(SlackText.escaped(line, 600)).append('\n');
    }
    for (Map.Entry<String, String> link : Facts.links(message).entrySet()) {
      append(
          text,
          "<a href=\"" + SlackText.escaped(link.getValue(), 2000) + "\">" + link.getKey() + "</a>");
    }
    String stack = SlackText.escaped(Facts.stack(message), MAX_STACK);
    append(text, stack.isEmpty() ? "" : "<pre>" + stack + "</pre>");
    for (Map.Entry<String, String> fact : Facts.of(message).entrySet()) {
      append(text, fact.getKey() + ": " + SlackText.escaped(fact.getValue(), 300));
    }
    return text.toString().trim();
  }

  private static void append(StringBuilder text, String line) {
    if (!line.isEmpty() && text.length() + line.length() < MAX_TEXT) {
      text.append(line).append('\n');
    }
  }
}
