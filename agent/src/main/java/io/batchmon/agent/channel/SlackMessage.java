package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Fact;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.Words;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as Slack's Block Kit, within all its limits. What is not known is left out. The limits
 * here are tighter than Slack's, so that the sum stays under the undocumented one of the whole.
 */
final class SlackMessage {
  private static final int MAX_TEXT = 200;
  private static final int MAX_HEADER = 150;
  private static final int MAX_FIELD = 300;
  private static final int MAX_CONTEXT = 600;
  private static final int MAX_LINK = 2000;
  private static final int MAX_PLAIN = 1500;
  private static final int MOST_FIELDS = 10;
  private static final int MOST_LINES = 20;
  private static final int MAX_LISTED = 200;
  private static final JsonFactory JSON = new JsonFactory();

  private final AlertMessage message;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
  private final JsonGenerator json;

  private SlackMessage(AlertMessage message) throws IOException {
    this.message = message;
    this.json = JSON.createGenerator(bytes);
  }

  /** The body of the request. */
  static byte[] blocks(AlertMessage message) {
    return post(message, "", "", false, true);
  }

  /** The same as one escaped text, for a Slack that refuses the blocks. */
  static byte[] plain(AlertMessage message) {
    return post(message, "", "", false, false);
  }

  /**
   * For a bot.
   *
   * @param channel to write to, or empty for a webhook, which knows its own
   * @param thread that it is a reply in, or empty
   * @param broadcast whether the reply is shown in the channel too
   */
  static byte[] post(
      AlertMessage message, String channel, String thread, boolean broadcast, boolean blocks) {
    try {
      SlackMessage body = new SlackMessage(message);
      body.json.writeStartObject();
      body.string("channel", channel);
      body.string("thread_ts", thread);
      if (broadcast) {
        body.json.writeBooleanField("reply_broadcast", true);
      }
      if (blocks) {
        body.writeBlocks();
      } else {
        body.writePlain();
      }
      return body.end();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Replaces what a bot has written before. */
  static byte[] update(AlertMessage message, String channel, String ts) {
    try {
      SlackMessage body = new SlackMessage(message);
      body.json.writeStartObject();
      body.string("channel", channel);
      body.string("ts", ts);
      body.writeBlocks();
      return body.end();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void string(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  private void writePlain() throws IOException {
    String text = message.line() + "; " + message.why() + ". " + message.next();
    json.writeStringField("text", SlackText.escaped(text, MAX_PLAIN));
  }

  private byte[] end() throws IOException {
    json.writeEndObject();
    json.close();
    return bytes.toByteArray();
  }

  private void writeBlocks() throws IOException {
    json.writeStringField("text", SlackText.literal(message.headline(), MAX_TEXT));
    json.writeBooleanField("unfurl_links", false);
    json.writeBooleanField("unfurl_media", false);
    json.writeArrayFieldStart("blocks");
    header();
    if (message.isRecovery()) {
      recovered();
    }
    facts();
    listed();
    consequence();
    Failure failure = message.failure();
    if (failure != null) {
      exception(failure);
    }
    logTail();
    owner();
    links();
    context();
    json.writeEndArray();
  }

  // why: named when it begins and when it gets worse; each reminder of it would be one too many
  private void owner() throws IOException {
    String owner = message.owner();
    if (owner == null || message.isRecovery() || message.reason() == Reason.REMINDER) {
      return;
    }
    String mention = SlackMention.of(owner);
    block("section");
    textObject(
        "text",
        "mrkdwn",
        "Owner: " + (mention == null ? SlackText.literal(owner, MAX_FIELD) : mention));
    json.writeEndObject();
  }

  private void header() throws IOException {
    block("header");
    String text = Words.printable(message.state() + "  " + message.job()).replace('\n', ' ');
    textObject("text", "plain_text", Words.cut(text, MAX_HEADER));
    json.writeEndObject();
  }

  private void recovered() throws IOException {
    block("section");
    textObject("text", "mrkdwn", "OK again after " + Words.failures(message.failures()));
    json.writeEndObject();
  }

  private void facts() throws IOException {
    Fields fields = new Fields();
    fields.add("Environment", message.environment());
    fields.add("Service", message.service());
    for (Fact fact : message.facts()) {
      if (fact.millis() > 0) {
        fields.addAsIs(fact.label(), SlackText.date(fact.millis()));
      } else {
        fields.add(fact.label(), fact.text());
      }
    }
    fields.end();
  }

  /** Writes sections of at most so many fields as Slack takes. */
  private final class Fields {
    private int written;

    void add(String label, String text) throws IOException {
      if (!text.trim().isEmpty()) {
        addAsIs(label, SlackText.literal(text, MAX_FIELD));
      }
    }

    void addAsIs(String label, String escaped) throws IOException {
      if (written % MOST_FIELDS == 0) {
        end();
        block("section");
        json.writeArrayFieldStart("fields");
      }
      written++;
      textObject(null, "mrkdwn", "*" + label + "*\n" + escaped);
    }

    void end() throws IOException {
      if (written > 0) {
        json.writeEndArray();
        json.writeEndObject();
      }
    }
  }

  private void listed() throws IOException {
    List<String> lines = message.lines();
    if (lines.isEmpty()) {
      return;
    }
    int most = Math.min(lines.size(), MOST_LINES);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < most; i++) {
      String line = Words.printable(lines.get(i)).replace('\n', ' ');
      text.append(i == 0 ? "" : "\n").append(Words.cut(line, MAX_LISTED));
    }
    if (lines.size() > most) {
      text.append("\nand ").append(lines.size() - most).append(" more");
    }
    block("rich_text");
    json.writeArrayFieldStart("elements");
    richText("rich_text_section");
    richTextPart(text.toString(), false);
    endRichText();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void consequence() throws IOException {
    String consequence = message.consequence();
    if (consequence != null) {
      block("section");
      textObject("text", "mrkdwn", SlackText.literal(consequence, MAX_CONTEXT));
      json.writeEndObject();
    }
  }

  private void exception(Failure failure) throws IOException {
    block("rich_text");
    json.writeArrayFieldStart("elements");
    richText("rich_text_section");
    richTextPart(failure.summary(), true);
    if (failure.rootCause() != null) {
      richTextPart("\nRoot cause: " + failure.rootCause(), false);
    }
    if (failure.frame() != null) {
      richTextPart("\n" + failure.frame(), false);
    }
    endRichText();
    List<String> stack = failure.stack();
    if (!stack.isEmpty()) {
      richText("rich_text_preformatted");
      richTextPart(String.join("\n", stack), false);
      endRichText();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void logTail() throws IOException {
    List<String> lines = message.logTail();
    if (lines.isEmpty()) {
      return;
    }
    block("rich_text");
    json.writeArrayFieldStart("elements");
    richText("rich_text_section");
    richTextPart("Last log lines", true);
    endRichText();
    richText("rich_text_preformatted");
    richTextPart(String.join("\n", lines), false);
    endRichText();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void links() throws IOException {
    StringBuilder links = new StringBuilder();
    link(links, message.traceUrl(), "Trace");
    link(links, message.runbook(), "Runbook");
    if (links.length() > 0) {
      block("section");
      textObject("text", "mrkdwn", links.toString());
      json.writeEndObject();
    }
  }

  private static void link(StringBuilder links, @Nullable String url, String label) {
    String safe = url == null || !url.startsWith("http") ? null : SlackText.url(url);
    if (safe != null && safe.length() <= MAX_LINK / 2) {
      links.append(links.length() == 0 ? "" : " · ");
      links.append('<').append(safe).append('|').append(label).append('>');
    }
  }

  private void context() throws IOException {
    StringBuilder run = new StringBuilder();
    append(run, "host", message.host());
    append(run, "run", message.runId());
    append(run, "app", message.serviceVersion());
    if (!message.isRecovery()) {
      append(run, "fp", message.fingerprint().toString().substring(0, 8));
    }
    block("context");
    json.writeArrayFieldStart("elements");
    if (run.length() > 0) {
      textObject(null, "mrkdwn", SlackText.literal(run.toString(), MAX_CONTEXT));
    }
    String why = message.why() + "." + (message.next().isEmpty() ? "" : " " + message.next() + ".");
    textObject(null, "mrkdwn", SlackText.literal(why, MAX_CONTEXT));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void append(StringBuilder text, String label, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      text.append(text.length() == 0 ? "" : " · ").append(label).append(' ').append(value);
    }
  }

  private void block(String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
  }

  private void textObject(@Nullable String name, String type, String text) throws IOException {
    if (name == null) {
      json.writeStartObject();
    } else {
      json.writeObjectFieldStart(name);
    }
    json.writeStringField("type", type);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private void richText(String type) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
    json.writeArrayFieldStart("elements");
  }

  private void richTextPart(String text, boolean bold) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", text);
    if (bold) {
      json.writeObjectFieldStart("style");
      json.writeBooleanField("bold", true);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void endRichText() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
  }
}
