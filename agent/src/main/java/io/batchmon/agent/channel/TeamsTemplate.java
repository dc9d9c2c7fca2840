package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * An Adaptive Card for a webhook of Microsoft Teams' Workflows, which takes up to 28 KB. All text
 * of the application is in text runs, which are literal.
 */
final class TeamsTemplate implements WebhookTemplate {
  private static final int MAX_FACT = 150;

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.put("type", "message");
    json.array("attachments").object();
    json.put("contentType", "application/vnd.microsoft.card.adaptive");
    json.object("content");
    json.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    json.put("type", "AdaptiveCard").put("version", "1.4");
    json.object("msteams").put("width", "Full").endObject();
    json.array("body");
    line(json, Facts.title(message, 250), message.isRecovery() ? "Good" : "Attention", false);
    for (String line : Facts.failure(message)) {
      line(json, line, "Default", false);
    }
    String stack = Facts.stack(message);
    if (!stack.isEmpty()) {
      line(json, stack, "Default", true);
    }
    for (Map.Entry<String, String> fact : Facts.of(message).entrySet()) {
      fact(json, fact.getKey(), Facts.line(fact.getValue(), MAX_FACT));
    }
    json.endArray();
    links(json, message);
    json.endObject().endObject().endArray();
    return Call.one(json);
  }

  private static void line(JsonBody json, String text, String color, boolean code)
      throws IOException {
    json.object().put("type", "RichTextBlock").array("inlines").object();
    json.put("type", "TextRun").put("text", text).put("color", color);
    if (code) {
      json.put("fontType", "Monospace").put("size", "Small");
    } else if (!color.equals("Default")) {
      json.put("weight", "Bolder").put("size", "Medium");
    }
    json.endObject().endArray().endObject();
  }

  private static void fact(JsonBody json, String label, String value) throws IOException {
    json.object().put("type", "RichTextBlock").put("spacing", "None").array("inlines");
    json.object().put("type", "TextRun").put("text", label + ": ");
    json.put("weight", "Bolder").endObject();
    json.object().put("type", "TextRun").put("text", value).endObject();
    json.endArray().endObject();
  }

  private static void links(JsonBody json, AlertMessage message) throws IOException {
    Map<String, String> links = Facts.links(message);
    if (links.isEmpty()) {
      return;
    }
    json.array("actions");
    for (Map.Entry<String, String> link : links.entrySet()) {
      json.object().put("type", "Action.OpenUrl").put("title", link.getKey());
      json.put("url", link.getValue()).endObject();
    }
    json.endArray();
  }
}
