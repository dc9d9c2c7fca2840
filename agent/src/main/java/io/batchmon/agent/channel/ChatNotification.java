package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Words;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A message as Amazon Q Developer in chat applications takes it from a topic. What does not fit its
 * schema it drops without a word, so all is within the limits, and nothing is empty.
 */
final class ChatNotification {
  private static final int MAX_TITLE = 250;
  private static final int MAX_STEP = 350;
  private static final int MAX_KEYWORD = 75;
  private static final int MAX_SUMMARY = 150;
  private static final int MAX_CONTEXT = 200;
  private static final int MAX_LINE = 600;
  private static final JsonFactory JSON = new JsonFactory();

  private final AlertMessage message;
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;

  private ChatNotification(AlertMessage message) throws IOException {
    this.message = message;
    this.json = JSON.createGenerator(text);
  }

  static String of(AlertMessage message) {
    try {
      return new ChatNotification(message).write();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String write() throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "1.0");
    json.writeStringField("source", "custom");
    json.writeObjectFieldStart("content");
    json.writeStringField("textType", "client-markdown");
    String title = message.state() + ' ' + message.job() + " (" + message.environment() + ')';
    json.writeStringField("title", escaped(title, MAX_TITLE));
    json.writeStringField("description", description());
    nextSteps();
    keywords();
    json.writeEndObject();
    metadata();
    json.writeEndObject();
    json.close();
    return text.toString();
  }

  private String description() {
    StringBuilder lines = new StringBuilder();
    Failure failure = message.failure();
    AlertEvent event = message.event();
    if (message.isRecovery()) {
      line(
          lines,
          "OK again after "
              + Words.failures(message.failures())
              + ", down "
              + Words.duration(message.downMillis()));
    } else if (failure != null) {
      lines.append('*').append(escaped(failure.summary(), MAX_LINE)).append('*');
      line(lines, failure.rootCause() == null ? "" : "Root cause: " + failure.rootCause());
      line(lines, failure.frame());
    }
    line(lines, message.consequence());
    StringBuilder facts = new StringBuilder();
    fact(facts, "Service", message.service());
    fact(facts, "Host", message.host());
    fact(facts, "Version", message.serviceVersion());
    if (!message.isRecovery()) {
      fact(facts, "Occurrences", message.occurrences());
    }
    fact(facts, "First seen", Words.utc(message.firstMillis()));
    if (event != null) {
      fact(facts, "Started", Words.utc(event.startMillis()));
      fact(facts, "Duration", Words.duration(event.durationMillis()));
      fact(facts, "Run", event.runId());
    }
    line(lines, facts.toString());
    line(lines, message.why() + ". " + message.next() + '.');
    return lines.toString();
  }

  private static void fact(StringBuilder facts, String name, @Nullable String value) {
    if (value != null && !value.trim().isEmpty()) {
      facts.append(facts.length() == 0 ? "" : " · ").append(name).append(": ").append(value);
    }
  }

  private static void line(StringBuilder lines, @Nullable String line) {
    if (line != null && !line.trim().isEmpty()) {
      lines.append(lines.length() == 0 ? "" : "\n").append(escaped(line, MAX_LINE));
    }
  }

  private void nextSteps() throws IOException {
    String trace = link(message.traceUrl(), "Trace");
    String runbook = link(message.runbook(), "Runbook");
    String owner = message.owner();
    if (trace == null && runbook == null && owner == null) {
      return;
    }
    json.writeArrayFieldStart("nextSteps");
    if (runbook != null) {
      json.writeString(runbook);
    }
    if (trace != null) {
      json.writeString(trace);
    }
    if (owner != null) {
      json.writeString(escaped("Owner: " + owner, MAX_STEP));
    }
    json.writeEndArray();
  }

  // cut, a link would be a wrong one
  private static @Nullable String link(@Nullable String url, String name) {
    String link = url == null ? "" : '<' + SlackText.url(url) + '|' + name + '>';
    return link.isEmpty() || link.length() > MAX_STEP ? null : link;
  }

  private void keywords() throws IOException {
    json.writeArrayFieldStart("keywords");
    keyword(message.environment());
    keyword(message.service());
    keyword(message.job());
    keyword(message.severity().name());
    json.writeEndArray();
  }

  private void keyword(String word) throws IOException {
    String shown = escaped(word, MAX_KEYWORD);
    if (!shown.trim().isEmpty()) {
      json.writeString(shown);
    }
  }

  private void metadata() throws IOException {
    json.writeObjectFieldStart("metadata");
    json.writeStringField("threadId", IncidentKey.of(message.incident()));
    json.writeStringField("summary", escaped(message.headline(), MAX_SUMMARY));
    json.writeStringField("eventType", EventBus.DETAIL_TYPE);
    json.writeArrayFieldStart("relatedResources");
    json.writeString(escaped(message.service() + '/' + message.job(), MAX_CONTEXT));
    json.writeEndArray();
    json.writeObjectFieldStart("additionalContext");
    context("environment", message.environment());
    context("service", message.service());
    context("job", message.job());
    context("host", message.host());
    context("state", message.state());
    context("reason", message.reason().name());
    context("severity", message.severity().name());
    context("fingerprint", message.fingerprint().toString());
    context("failures", String.valueOf(message.failures()));
    AlertEvent event = message.event();
    if (event != null) {
      context("runId", event.runId());
      context("traceId", event.traceId());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void context(String name, String value) throws IOException {
    String shown = Words.cut(Words.printable(value), MAX_CONTEXT);
    if (!shown.trim().isEmpty()) {
      json.writeStringField(name, shown);
    }
  }

  /** Shown as it is, in one line of at most so many characters. */
  private static String escaped(String text, int most) {
    return SlackText.literal(Words.printable(text).trim(), most);
  }
}
