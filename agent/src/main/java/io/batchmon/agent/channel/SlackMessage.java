package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Reason;
import io.batchmon.agent.alert.Words;
import io.batchmon.job.ItemCounts;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
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
  private static final long SHOWN_LATENESS_MILLIS = 60_000;
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
      recovery();
    } else {
      failure();
    }
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

  private void recovery() throws IOException {
    StringBuilder text = new StringBuilder("OK again after ");
    text.append(Words.failures(message.failures()));
    text.append(", down ").append(Words.duration(message.downMillis()));
    text.append("\nFirst failure ").append(SlackText.date(message.firstMillis()));
    if (message.failures() > 1) {
      text.append(", last failure ").append(SlackText.date(message.lastMillis()));
    }
    AlertEvent event = message.event();
    if (event != null) {
      text.append("\nThe run that succeeded took ");
      text.append(Words.duration(event.durationMillis()));
    }
    block("section");
    textObject("text", "mrkdwn", text.toString());
    json.writeEndObject();
    if (message.environment().trim().isEmpty() && message.service().trim().isEmpty()) {
      return;
    }
    block("section");
    json.writeArrayFieldStart("fields");
    field("Environment", message.environment());
    field("Service", message.service());
    json.writeEndArray();
    json.writeEndObject();
  }

  private void failure() throws IOException {
    block("section");
    json.writeArrayFieldStart("fields");
    field("Environment", message.environment());
    field("Service", message.service());
    AlertEvent event = message.event();
    if (event != null) {
      fieldAsIs("Started", SlackText.date(event.startMillis()));
      field("Duration", Words.duration(event.durationMillis()));
    }
    field("Occurrences", message.occurrences());
    if (message.failures() > 1) {
      fieldAsIs("First seen", SlackText.date(message.firstMillis()));
    }
    if (event != null) {
      runFields(event);
    }
    json.writeEndArray();
    json.writeEndObject();
    if (event != null) {
      details(event);
    }
    String consequence = message.consequence();
    if (consequence != null) {
      block("section");
      textObject("text", "mrkdwn", SlackText.literal(consequence, MAX_CONTEXT));
      json.writeEndObject();
    }
    Failure failure = message.failure();
    if (failure != null) {
      exception(failure);
    }
  }

  private void runFields(AlertEvent event) throws IOException {
    JobRun run = event.run();
    if (event.attempt() > 1) {
      field("Attempt", String.valueOf(event.attempt()));
    }
    String exitCode = event.result().exitCode();
    String status = event.result().status();
    if (exitCode != null) {
      field("Exit code", redacted(exitCode));
    } else if (status != null) {
      field("Status", redacted(status));
    }
    String schedule = run.schedule();
    if (schedule != null) {
      field("Schedule", redacted(schedule));
    }
    if (run.nextMillis() != JobRun.NO_TIME) {
      fieldAsIs("Next run", SlackText.date(run.nextMillis()));
    }
  }

  // why: a section has room for ten fields, which the one above may need
  private void details(AlertEvent event) throws IOException {
    ItemCounts items = event.result().items();
    JobName partOf = event.partOf();
    boolean late = event.latenessMillis() >= SHOWN_LATENESS_MILLIS;
    if (items == ItemCounts.NONE && partOf == null && !late) {
      return;
    }
    block("section");
    json.writeArrayFieldStart("fields");
    if (items != ItemCounts.NONE) {
      field("Items", Words.items(items));
    }
    if (late) {
      field("Late by", Words.duration(event.latenessMillis()));
    }
    if (partOf != null) {
      field("Part of", redacted(partOf.display()));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private String redacted(String text) {
    return message.redacted(text);
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
    AlertEvent event = message.event();
    append(run, "host", message.host());
    append(run, "run", event == null ? null : event.runId());
    append(run, "app", message.serviceVersion());
    if (!message.isRecovery()) {
      append(run, "fp", message.fingerprint().toString().substring(0, 8));
    }
    block("context");
    json.writeArrayFieldStart("elements");
    if (run.length() > 0) {
      textObject(null, "mrkdwn", SlackText.literal(run.toString(), MAX_CONTEXT));
    }
    String why = message.why() + ". " + message.next() + ".";
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

  private void field(String label, String value) throws IOException {
    if (!value.trim().isEmpty()) {
      fieldAsIs(label, SlackText.literal(value, MAX_FIELD));
    }
  }

  private void fieldAsIs(String label, String mrkdwn) throws IOException {
    textObject(null, "mrkdwn", "*" + label + "*\n" + mrkdwn);
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
