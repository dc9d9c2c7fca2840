package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the operator's own in which <code>{{name}}</code> stands for a text, escaped as it has to
 * be inside of a JSON string.
 */
final class FileTemplate implements WebhookTemplate {
  private static final int MAX_TEXT = 3000;

  static final String[] NAMES = {
    "version",
    "event",
    "status",
    "severity",
    "title",
    "text",
    "why",
    "next",
    "state",
    "environment",
    "service",
    "service_version",
    "host",
    "owner",
    "runbook",
    "channel",
    "job",
    "key",
    "fingerprint",
    "kind",
    "stage",
    "failures",
    "first_failure",
    "last_failure",
    "run_id",
    "trace_url",
    "type",
    "summary",
    "root_cause",
    "frame",
    "stack"
  };

  private final String template;
  private final Map<String, String> own;

  /**
   * @param own names of the operator's own, and what they stand for
   * @throws IOException in words that say what is wrong with the template
   */
  FileTemplate(String template, Map<String, String> own) throws IOException {
    this.template = template;
    this.own = own;
    check();
  }

  private void check() throws IOException {
    TreeSet<String> known = new TreeSet<>(own.keySet());
    known.addAll(Arrays.asList(NAMES));
    int from = 0;
    StringBuilder sample = new StringBuilder();
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", from)) {
      int close = template.indexOf("}}", open);
      if (close < 0) {
        throw new IOException("has {{ without }} in line " + line(open));
      }
      String name = template.substring(open + 2, close).trim();
      if (!known.contains(name)) {
        throw new IOException(
            "names {{"
                + name
                + "}} in line "
                + line(open)
                + "; there are "
                + String.join(", ", known));
      }
      sample.append(template, from, open).append('0');
      from = close + 2;
    }
    sample.append(template.substring(from));
    try (JsonParser json = new JsonFactory().createParser(sample.toString())) {
      while (json.nextToken() != null) {
        json.skipChildren();
      }
      if (sample.toString().trim().isEmpty()) {
        throw new IOException("is empty");
      }
    } catch (JsonProcessingException malformed) {
      throw new IOException("is no JSON: line " + malformed.getLocation().getLineNr());
    }
  }

  private int line(int at) {
    int line = 1;
    for (int i = 0; i < at; i++) {
      line += template.charAt(i) == '\n' ? 1 : 0;
    }
    return line;
  }

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    StringBuilder body = new StringBuilder();
    int from = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", from)) {
      int close = template.indexOf("}}", open);
      String value = value(template.substring(open + 2, close).trim(), message);
      body.append(template, from, open);
      body.append(JsonStringEncoder.getInstance().quoteAsString(value));
      from = close + 2;
    }
    body.append(template.substring(from));
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    return Collections.singletonList(new Call("", bytes));
  }

  private String value(String name, AlertMessage message) {
    String ofOperator = own.get(name);
    if (ofOperator != null) {
      return ofOperator;
    }
    String value = of(name, message);
    if (value == null) {
      return "";
    }
    String text = Words.printable(value);
    return Words.cut(name.equals("stack") ? text : text.replace('\n', ' '), MAX_TEXT);
  }

  private static @Nullable String of(String name, AlertMessage message) {
    Failure failure = message.failure();
    switch (name) {
      case "version":
        return String.valueOf(AlertJson.VERSION);
      case "event":
        return word(message.reason());
      case "status":
        return AlertJson.status(message);
      case "severity":
        return word(message.severity());
      case "title":
        return message.headline();
      case "text":
        return message.line();
      case "why":
        return message.why();
      case "next":
        return message.next();
      case "state":
        return message.state();
      case "environment":
        return message.environment();
      case "service":
        return message.service();
      case "service_version":
        return message.serviceVersion();
      case "host":
        return message.host();
      case "owner":
        return message.owner();
      case "runbook":
        return message.runbook();
      case "channel":
        return message.channel();
      case "job":
        return message.job();
      case "run_id":
        return message.runId();
      case "trace_url":
        return message.traceUrl();
      default:
        return failure == null ? ofIncident(name, message) : ofFailure(name, message, failure);
    }
  }

  private static @Nullable String ofIncident(String name, AlertMessage message) {
    switch (name) {
      case "key":
        return IncidentKey.of(message.incident());
      case "fingerprint":
        return message.fingerprint().toString();
      case "kind":
        return word(message.incident().kind());
      case "stage":
        return word(message.incident().stage());
      case "failures":
        return String.valueOf(message.failures());
      case "first_failure":
        return Words.utc(message.firstMillis());
      case "last_failure":
        return Words.utc(message.lastMillis());
      default:
        return null;
    }
  }

  private static @Nullable String ofFailure(String name, AlertMessage message, Failure failure) {
    switch (name) {
      case "type":
        return failure.type();
      case "summary":
        return failure.summary();
      case "root_cause":
        return failure.rootCause();
      case "frame":
        return failure.frame();
      case "stack":
        return String.join("\n", failure.stack());
      default:
        return ofIncident(name, message);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
