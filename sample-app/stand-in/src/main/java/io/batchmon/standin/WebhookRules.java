package io.batchmon.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The documented limits of the services that are told by JSON over HTTP. */
final class WebhookRules {
  private static final Pattern HTML_TAG =
      Pattern.compile("</?(b|pre|a)( href=\"https?://[^\"<>]*\")?>");

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  private WebhookRules() {}

  /** What is wrong with the body, or null. */
  static @Nullable String problem(StandInWebhook.Kind kind, JsonNode json, String body) {
    try {
      checkCharacters("", json);
      switch (kind) {
        case PAGERDUTY -> pagerDuty(json, body);
        case DISCORD -> discord(json);
        case TELEGRAM -> telegram(json);
        case TEAMS -> teams(json, body);
        case JIRA -> jira(json);
        case OPSGENIE -> opsgenie(json);
        default -> {}
      }
      return null;
    } catch (Refused refused) {
      return refused.getMessage();
    }
  }

  private static void pagerDuty(JsonNode json, String body) throws Refused {
    require(bytes(body) <= 512 * 1024, "more than 512 KB");
    require(json.path("routing_key").asText().length() == 32, "routing_key has not 32 characters");
    String action = json.path("event_action").asText();
    require(Set.of("trigger", "acknowledge", "resolve").contains(action), "event_action " + action);
    text(json, "dedup_key", 255, action.equals("resolve"));
    if (action.equals("trigger")) {
      JsonNode payload = json.path("payload");
      text(payload, "summary", 1024, true);
      text(payload, "source", 1024, true);
      require(
          Set.of("critical", "error", "warning", "info")
              .contains(payload.path("severity").asText()),
          "severity " + payload.path("severity"));
      require(
          payload.path("timestamp").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"),
          "timestamp " + payload.path("timestamp"));
      for (JsonNode link : json.path("links")) {
        require(link.path("href").asText().startsWith("http"), "a link without href");
      }
    }
  }

  private static void discord(JsonNode json) throws Refused {
    text(json, "content", 2000, false);
    require(json.at("/allowed_mentions/parse").isArray(), "mentions are not switched off");
    require(json.at("/allowed_mentions/parse").isEmpty(), "mentions are not switched off");
    require(json.path("embeds").size() <= 10, "more than 10 embeds");
    int total = 0;
    for (JsonNode embed : json.path("embeds")) {
      text(embed, "title", 256, false);
      text(embed, "description", 4096, false);
      require(embed.path("fields").size() <= 25, "more than 25 fields");
      total += embed.path("title").asText().length() + embed.path("description").asText().length();
      for (JsonNode field : embed.path("fields")) {
        text(field, "name", 256, true);
        text(field, "value", 1024, true);
        total += field.path("name").asText().length() + field.path("value").asText().length();
      }
      String description = embed.path("description").asText();
      require(description.split("```", -1).length % 2 == 1, "a code fence is left open");
    }
    require(total <= 6000, "embeds have " + total + " characters");
    require(!unescaped(json.path("content").asText()), "content has unescaped markup");
  }

  private static boolean unescaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if ("<@#`*".indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static void telegram(JsonNode json) throws Refused {
    text(json, "text", 4096, true);
    require(!json.path("chat_id").asText().isEmpty(), "Bad Request: chat_id is empty");
    if (json.path("parse_mode").asText().equals("HTML")) {
      html(json.path("text").asText());
    }
  }

  private static void html(String text) throws Refused {
    Matcher tags = HTML_TAG.matcher(text);
    StringBuilder open = new StringBuilder();
    while (tags.find()) {
      boolean end = tags.group().startsWith("</");
      if (end) {
        require(open.toString().endsWith("<" + tags.group(1)), "can't parse entities: " + open);
        open.setLength(open.lastIndexOf("<"));
      } else {
        open.append('<').append(tags.group(1));
      }
    }
    require(open.isEmpty(), "can't parse entities: " + open + " is not closed");
    String plain = HTML_TAG.matcher(text).replaceAll("");
    require(!plain.contains("<") && !plain.contains(">"), "can't parse entities: unescaped <");
    require(
        !plain.replaceAll("&(amp|lt|gt|quot);", "").contains("&"),
        "can't parse entities: unescaped &");
  }

  private static void teams(JsonNode json, String body) throws Refused {
    require(bytes(body) <= 28 * 1024, "more than 28 KB: " + bytes(body));
    require(json.path("type").asText().equals("message"), "type is not message");
    require(json.path("attachments").size() == 1, "not one attachment");
    JsonNode attachment = json.path("attachments").get(0);
    require(
        attachment.path("contentType").asText().equals("application/vnd.microsoft.card.adaptive"),
        "not an Adaptive Card");
    JsonNode card = attachment.path("content");
    require(card.path("type").asText().equals("AdaptiveCard"), "content is no AdaptiveCard");
    require(!card.path("version").asText().isEmpty(), "no version");
    require(!card.path("body").isEmpty(), "an empty body");
    for (JsonNode block : card.path("body")) {
      // why: text of the application in a TextBlock would be formatted
      require(block.path("type").asText().equals("RichTextBlock"), "unexpected " + block);
      for (JsonNode inline : block.path("inlines")) {
        text(inline, "text", 10_000, true);
      }
    }
    for (JsonNode action : card.path("actions")) {
      require(action.path("url").asText().startsWith("http"), "an action without url");
    }
  }

  private static void jira(JsonNode json) throws Refused {
    if (json.has("fields")) {
      JsonNode fields = json.path("fields");
      require(!fields.at("/project/key").asText().isEmpty(), "project is required");
      require(!fields.at("/issuetype/name").asText().isEmpty(), "issuetype is required");
      text(fields, "summary", 255, true);
      require(!fields.path("summary").asText().contains("\n"), "summary has a new line");
      for (JsonNode label : fields.path("labels")) {
        require(!label.asText().contains(" "), "a label has a space");
      }
      document(fields.path("description"));
    } else {
      document(json.path("body"));
    }
  }

  private static void document(JsonNode document) throws Refused {
    require(document.path("type").asText().equals("doc"), "no document");
    require(document.path("version").asInt() == 1, "document version");
    require(document.toString().length() <= 32_767, "document too long");
    require(document.path("content").isArray(), "document without content");
    nodes(document, new HashSet<>(List.of("doc")));
  }

  private static void nodes(JsonNode node, Set<String> seen) throws Refused {
    for (JsonNode child : node.path("content")) {
      String type = child.path("type").asText();
      require(Set.of("paragraph", "codeBlock", "text").contains(type), "unexpected " + type);
      if (type.equals("text")) {
        require(!child.path("text").asText().isEmpty(), "an empty text node");
      }
      seen.add(type);
      nodes(child, seen);
    }
  }

  private static void opsgenie(JsonNode json) throws Refused {
    if (json.has("note")) {
      text(json, "note", 25_000, true);
      return;
    }
    text(json, "message", 130, true);
    text(json, "alias", 512, false);
    text(json, "description", 15_000, false);
    text(json, "source", 100, false);
    require(json.path("priority").asText().matches("P[1-5]"), "priority");
    require(json.path("tags").size() <= 20, "more than 20 tags");
    int details = 0;
    for (JsonNode detail : json.path("details")) {
      require(detail.isTextual(), "a detail is no string");
      details += detail.asText().length();
    }
    require(details <= 8000, "details have " + details + " characters");
  }

  private static void text(JsonNode parent, String name, int most, boolean required)
      throws Refused {
    JsonNode text = parent.path(name);
    if (text.isMissingNode() && !required) {
      return;
    }
    require(text.isTextual(), name + " is no string");
    int length = text.asText().length();
    require(length <= most, name + " has " + length + " characters, not " + most);
    require(!required || length > 0, name + " is empty");
  }

  private static void checkCharacters(String at, JsonNode node) throws Refused {
    if (node.isTextual()) {
      String text = node.asText();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
          i++;
          require(
              i < text.length() && Character.isLowSurrogate(text.charAt(i)),
              at + " is cut inside a character");
        } else {
          require(!Character.isLowSurrogate(c), at + " is cut inside a character");
          require(c >= ' ' || c == '\n', at + " has control characters");
        }
      }
    }
    for (JsonNode child : node) {
      checkCharacters(at + "/", child);
    }
  }

  private static int bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean good, String why) throws Refused {
    if (!good) {
      throw new Refused(why);
    }
  }
}
