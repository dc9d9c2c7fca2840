package io.batchmon.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documented limits of a message, and text safety: in {@code text} and mrkdwn every {@code &},
 * {@code <} and {@code >} is escaped, except in links and date tokens. Stricter than Slack, which
 * would show an unescaped mention instead of refusing it.
 */
final class SlackRules {
  private static final int MAX_BLOCKS = 50;
  private static final int MAX_TEXT = 40_000;
  private static final int MAX_ALL_BLOCKS = 13_200;

  private final Set<String> blockIds = new HashSet<>();
  private final Set<String> mentions;
  private int total;

  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }

  private SlackRules(Set<String> mentions) {
    this.mentions = mentions;
  }

  /**
   * What is wrong with the message, or null.
   *
   * @param mentions that may stand in mrkdwn, such as {@code <!here>}
   */
  static @Nullable String problem(JsonNode message, Set<String> mentions) {
    try {
      new SlackRules(mentions).check(message);
      return null;
    } catch (Refused refused) {
      return refused.getMessage();
    }
  }

  private void check(JsonNode message) throws Refused {
    JsonNode text = message.path("text");
    JsonNode blocks = message.path("blocks");
    require(text.isTextual() || blocks.isArray(), "no_text: neither text nor blocks");
    if (!text.isMissingNode()) {
      require(text.isTextual(), "text is no string");
      length("text", text.asText(), MAX_TEXT);
      escaped("text", text.asText());
    }
    require(!message.has("link_names"), "link_names turns names into mentions");
    require(!message.path("parse").asText().equals("full"), "parse=full turns names into mentions");
    if (!blocks.isMissingNode()) {
      require(blocks.isArray(), "blocks is no array");
      require(blocks.size() <= MAX_BLOCKS, "more than 50 blocks");
      for (int i = 0; i < blocks.size(); i++) {
        block("blocks[" + i + "]", blocks.get(i));
      }
      require(total <= MAX_ALL_BLOCKS, "msg_blocks_too_long: " + total + " characters");
    }
  }

  private void block(String at, JsonNode block) throws Refused {
    if (block.has("block_id")) {
      String id = block.path("block_id").asText();
      length(at + ".block_id", id, 255);
      require(blockIds.add(id), at + ".block_id is used twice");
    }
    String type = block.path("type").asText();
    switch (type) {
      case "header" -> {
        require(is(block.path("text"), "plain_text"), at + ": a header is plain_text");
        textObject(at + ".text", block.path("text"), 150);
      }
      case "section" -> {
        section(at, block);
      }
      case "context" -> {
        array(at + ".elements", block.path("elements"), 10);
        for (JsonNode element : block.path("elements")) {
          textObject(at + ".elements", element, 2000);
        }
      }
      case "rich_text" -> {
        array(at + ".elements", block.path("elements"), MAX_BLOCKS);
        for (JsonNode element : block.path("elements")) {
          richText(at + ".elements", element);
        }
      }
      case "divider" -> {}
      default -> {
        throw new Refused(at + ": invalid_blocks, type " + type);
      }
    }
  }

  private void section(String at, JsonNode block) throws Refused {
    require(block.has("text") || block.has("fields"), at + ": neither text nor fields");
    if (block.has("text")) {
      textObject(at + ".text", block.path("text"), 3000);
    }
    if (block.has("fields")) {
      array(at + ".fields", block.path("fields"), 10);
      for (JsonNode field : block.path("fields")) {
        textObject(at + ".fields", field, 2000);
      }
    }
  }

  private void textObject(String at, JsonNode object, int most) throws Refused {
    require(
        is(object, "plain_text") || is(object, "mrkdwn"), at + " is neither plain_text nor mrkdwn");
    require(object.path("text").isTextual(), at + ".text is no string");
    String text = object.path("text").asText();
    length(at, text, most);
    total += text.length();
    if (is(object, "mrkdwn")) {
      escaped(at, text);
      require(!text.contains("```"), at + ": a code fence can be left open");
    }
  }

  private void richText(String at, JsonNode element) throws Refused {
    require(
        is(element, "rich_text_section") || is(element, "rich_text_preformatted"),
        at + ": unexpected " + element.path("type"));
    array(at + ".elements", element.path("elements"), 1000);
    for (JsonNode part : element.path("elements")) {
      require(is(part, "text"), at + ": unexpected " + part.path("type"));
      require(part.path("text").isTextual(), at + ".text is no string");
      length(at, part.path("text").asText(), MAX_TEXT);
      total += part.path("text").asText().length();
    }
  }

  private static void array(String at, JsonNode array, int most) throws Refused {
    require(array.isArray() && !array.isEmpty(), at + " is empty");
    require(array.size() <= most, at + " has more than " + most);
  }

  private static boolean is(JsonNode node, String type) {
    return node.path("type").asText().equals(type);
  }

  private static void length(String at, String text, int most) throws Refused {
    require(!text.isEmpty(), at + " is empty");
    require(text.length() <= most, at + " has " + text.length() + " characters, not " + most);
    require(text.indexOf('\0') < 0 && text.indexOf('\uFFFF') < 0, at + " has no-characters");
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))) {
        i++;
        require(
            i < text.length() && Character.isLowSurrogate(text.charAt(i)),
            at + " is cut inside a character");
      } else {
        require(!Character.isLowSurrogate(text.charAt(i)), at + " is cut inside a character");
      }
    }
  }

  private void escaped(String at, String text) throws Refused {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '&') {
        require(
            text.startsWith("&amp;", i) || text.startsWith("&lt;", i) || text.startsWith("&gt;", i),
            at + ": unescaped & at " + i);
      } else if (c == '>') {
        throw new Refused(at + ": unescaped > at " + i);
      } else if (c == '<') {
        int end = text.indexOf('>', i);
        require(
            end > 0
                && (text.startsWith("<!date^", i)
                    || text.startsWith("<http://", i)
                    || text.startsWith("<https://", i)
                    || mentions.contains(text.substring(i, end + 1)))
                && text.indexOf('<', i + 1) != i + 1
                && !text.substring(i + 1, end).contains("<"),
            at + ": unescaped < at " + i);
        i = end;
      }
    }
  }

  private static void require(boolean good, String why) throws Refused {
    if (!good) {
      throw new Refused(why);
    }
  }
}
