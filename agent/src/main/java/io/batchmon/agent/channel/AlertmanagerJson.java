package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.batchmon.agent.alert.AlertKind;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Fact;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Severity;
import io.batchmon.agent.alert.Words;
import io.batchmon.agent.config.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Labels and annotations of an alert as JSON objects. Labels are its identity, the same in every
 * JVM of a fleet; what differs from run to run is an annotation.
 */
final class AlertmanagerJson {
  /** Names and values of all annotations, in bytes. */
  static final int MAX_ANNOTATIONS = 8192;

  private static final int MAX_LABEL = 200;
  private static final int MAX_RECOVERED = 200;
  // why: in bytes, and what tells of the recovery is added later
  private static final int KEPT_FOR_RECOVERY = 3 * MAX_RECOVERED + 20;
  private static final JsonFactory JSON = new JsonFactory();
  private static final String VERSION = Version.text();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private final JsonGenerator json;
  private int left = MAX_ANNOTATIONS - KEPT_FOR_RECOVERY;

  private AlertmanagerJson() throws IOException {
    json = JSON.createGenerator(bytes);
    json.writeStartObject();
  }

  /** The identity of an incident told at this stage. */
  static byte[] labels(Incident incident, String job, Severity severity, String stage) {
    try {
      AlertmanagerJson labels = new AlertmanagerJson();
      labels.label(
          "alertname", incident.isCommonCause() ? "BatchCommonCause" : alertName(incident.kind()));
      labels.label("env", incident.environment());
      labels.label("service", incident.service());
      // why: a message names how many jobs have a cause in common, which differs from JVM to JVM
      labels.label("job", incident.isCommonCause() ? incident.job().display() : job);
      labels.label("fingerprint", incident.fingerprint().toString());
      labels.label("severity", severity.name().toLowerCase(Locale.ROOT));
      labels.label("stage", stage);
      labels.label("cause", incident.cause());
      return labels.end();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** {@code BatchJobFailed}, {@code BatchJobOrphaned}, {@code BatchJobScheduleDied}, ... */
  static String alertName(AlertKind kind) {
    if (kind == AlertKind.LOST) {
      return "BatchJobOrphaned";
    }
    StringBuilder name = new StringBuilder("BatchJob");
    for (String word : kind.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  /** All that is known. */
  static byte[] annotations(AlertMessage message, boolean withStack) {
    try {
      AlertmanagerJson annotations = new AlertmanagerJson();
      annotations.write(message, withStack);
      return annotations.end();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void write(AlertMessage message, boolean withStack) throws IOException {
    annotation("summary", message.headline(), 300);
    Failure failure = message.failure();
    if (failure != null) {
      failure(failure);
    }
    annotation("consequence", message.consequence(), 300);
    annotation("host", message.host(), 255);
    annotation("occurrences_here", message.occurrences(), 50);
    annotation("first_seen", Words.utc(message.firstMillis()), 30);
    annotation("run_id", message.runId(), 64);
    annotation("duration", fact(message, "Duration"), 100);
    annotation("last_success", fact(message, "Last success"), 30);
    annotation("next_run", fact(message, "Next run"), 30);
    annotation("service_version", message.serviceVersion(), 100);
    annotation("agent_version", VERSION, 50);
    annotation("owner", message.owner(), 200);
    annotation("runbook", link(message.runbook()), 1000);
    annotation("trace_url", link(message.traceUrl()), 1000);
    lines("jobs", message.lines());
    if (failure != null && withStack) {
      lines("stack", failure.stack());
    }
  }

  /** What the message says under this label, or null. */
  static @Nullable String fact(AlertMessage message, String label) {
    for (Fact fact : message.facts()) {
      if (fact.label().equals(label)) {
        return fact.text();
      }
    }
    return null;
  }

  /** What an incident itself knows, where the message about it was told by another JVM. */
  static byte[] annotations(Incident incident, String job) {
    try {
      AlertmanagerJson annotations = new AlertmanagerJson();
      Failure failure = incident.failure();
      String what = failure == null ? "" : ": " + failure.type();
      String state = incident.kind() == AlertKind.FAILED ? "STILL FAILING " : "OPEN ";
      annotations.annotation(
          "summary", "[" + incident.environment() + "] " + state + job + what, 300);
      if (failure != null) {
        annotations.failure(failure);
      }
      annotations.annotation("occurrences_here", String.valueOf(incident.count()), 50);
      annotations.annotation("first_seen", Words.utc(incident.firstMillis()), 30);
      annotations.annotation("agent_version", VERSION, 50);
      return annotations.end();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void failure(Failure failure) throws IOException {
    String root = failure.rootCause();
    annotation("exception", failure.summary() + (root == null ? "" : "\nRoot cause: " + root), 900);
    annotation("first_app_frame", failure.frame(), 400);
  }

  // the lines that fit
  private void lines(String name, List<String> lines) throws IOException {
    int room = left - name.length();
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      room -= utf8Length(line) + 1;
      if (room < 0) {
        break;
      }
      text.append(text.length() == 0 ? "" : "\n").append(line);
    }
    annotation(name, text.toString(), MAX_ANNOTATIONS);
  }

  /** The same annotations, and that it is over. */
  static byte[] recovered(byte[] annotations, String text) {
    try {
      AlertmanagerJson more = new AlertmanagerJson();
      more.left = KEPT_FOR_RECOVERY;
      more.annotation("recovered", text, MAX_RECOVERED);
      byte[] added = more.end();
      if (added.length == 2) {
        return annotations;
      }
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      joined.write(annotations, 0, annotations.length - 1);
      joined.write(',');
      joined.write(added, 1, added.length - 1);
      return joined.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A URL that may be shown as a link by whoever gets it; null if it is none. */
  static @Nullable String link(@Nullable String url) {
    if (url == null || WebAddress.problemOfServer(url) != null || url.length() > 1000) {
      return null;
    }
    return url;
  }

  /** RFC 3339 in UTC, to the millisecond. */
  static String time(long epochMillis) {
    long second = Math.floorDiv(epochMillis, 1000);
    int nanos = (int) Math.floorMod(epochMillis, 1000L) * 1_000_000;
    String text = LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC).toString();
    return text + (text.length() == 16 ? ":00Z" : "Z");
  }

  private void label(String name, @Nullable String value) throws IOException {
    if (value != null) {
      String line = Words.printable(value).replace('\n', ' ').trim();
      if (!line.isEmpty()) {
        json.writeStringField(name, Words.cut(line, MAX_LABEL));
      }
    }
  }

  private void annotation(String name, @Nullable String value, int most) throws IOException {
    String text = value == null ? "" : Words.cut(Words.printable(value).trim(), most);
    int size = name.length() + utf8Length(text);
    if (!text.isEmpty() && size <= left) {
      left -= size;
      json.writeStringField(name, text);
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private byte[] end() throws IOException {
    json.writeEndObject();
    json.close();
    return bytes.toByteArray();
  }
}
