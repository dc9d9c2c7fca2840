package io.batchmon.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A message as text, roughly as Slack shows it. */
final class SlackView {
  private static final int FIELD_WIDTH = 38;

  private final List<String> lines = new ArrayList<>();

  private SlackView() {}

  static String render(JsonNode message) {
    SlackView view = new SlackView();
    JsonNode blocks = message.path("blocks");
    if (blocks.isEmpty()) {
      view.add("", shown(message.path("text").asText()));
    }
    for (JsonNode block : blocks) {
      view.block(block);
    }
    StringBuilder text = new StringBuilder();
    if (!blocks.isEmpty()) {
      text.append("( ").append(shown(message.path("text").asText())).append(" )\n");
    }
    text.append("+-- batchmon\n");
    for (String line : view.lines) {
      text.append('|').append(line.isEmpty() ? "" : " ").append(line).append('\n');
    }
    return text.append("+--\n").toString();
  }

  private void block(JsonNode block) {
    switch (block.path("type").asText()) {
      case "header" -> {
        add("", block.path("text").path("text").asText());
        add("", "=".repeat(Math.min(70, block.path("text").path("text").asText().length())));
      }
      case "section" -> {
        section(block);
      }
      case "context" -> {
        List<String> parts = new ArrayList<>();
        block.path("elements").forEach(e -> parts.add(text(e)));
        add("  ", String.join("  ", parts));
      }
      case "rich_text" -> {
        for (JsonNode element : block.path("elements")) {
          StringBuilder text = new StringBuilder();
          element.path("elements").forEach(e -> text.append(e.path("text").asText()));
          boolean fixed = element.path("type").asText().equals("rich_text_preformatted");
          add(fixed ? "    " : "", text.toString());
        }
      }
      default -> {
        add("", "-".repeat(70));
      }
    }
  }

  private void section(JsonNode block) {
    if (block.has("text")) {
      add("", text(block.path("text")));
    }
    String left = null;
    for (JsonNode field : block.path("fields")) {
      String cell = text(field).replace("\n", ": ");
      if (left == null) {
        left = cell;
      } else {
        add("", left + " ".repeat(Math.max(2, FIELD_WIDTH - left.length())) + cell);
        left = null;
      }
    }
    if (left != null) {
      add("", left);
    }
  }

  private void add(String indent, String text) {
    for (String line : text.split("\n", -1)) {
      lines.add((indent + line).stripTrailing());
    }
  }

  private static String text(JsonNode object) {
    String text = object.path("text").asText();
    return object.path("type").asText().equals("mrkdwn") ? shown(text).replace("*", "") : text;
  }

  /** Links by their label and address, date tokens by their fallback, entities as characters. */
  private static String shown(String mrkdwn) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int open = mrkdwn.indexOf('<'); open >= 0; open = mrkdwn.indexOf('<', from)) {
      int close = mrkdwn.indexOf('>', open);
      if (close < 0) {
        break;
      }
      text.append(mrkdwn, from, open).append(token(mrkdwn.substring(open + 1, close)));
      from = close + 1;
    }
    return text.append(mrkdwn, from, mrkdwn.length())
        .toString()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private static String token(String token) {
    int bar = token.lastIndexOf('|');
    if (bar < 0) {
      return token;
    }
    String label = token.substring(bar + 1);
    return token.startsWith("!date^") ? label : label + " (" + token.substring(0, bar) + ")";
  }
}
