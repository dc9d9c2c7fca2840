package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertEvent;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Failure;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Words;
import io.batchmon.job.JobName;
import io.batchmon.job.JobRun;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message as JSON of batchmon's own, version 1: see {@code agent/WEBHOOK.md}. Members may be
 * added within a version; what is not known is left out.
 */
final class AlertJson implements WebhookTemplate {
  static final int VERSION = 1;

  private static final int MAX_TEXT = 2000;

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.put("version", VERSION);
    json.put("event", word(message.reason()));
    json.put("status", status(message));
    json.put("severity", word(message.severity()));
    json.put("title", Facts.title(message, 300));
    json.put("text", Facts.line(message.line(), MAX_TEXT));
    json.put("why", text(message.why()));
    json.put("next", text(message.next()));
    json.put("environment", text(message.environment()));
    json.put("service", text(message.service()));
    json.put("service_version", text(message.serviceVersion()));
    json.put("host", text(message.host()));
    json.put("owner", text(message.owner()));
    json.put("runbook", text(message.runbook()));
    json.array("lines");
    for (String line : message.lines()) {
      json.item(Facts.line(line, 300));
    }
    json.endArray();
    if (Facts.isOfIncident(message)) {
      job(json, message);
      incidents(json, message);
    }
    if (!message.runId().isEmpty()) {
      run(json, message);
    }
    Failure failure = message.failure();
    if (failure != null) {
      failure(json, failure);
    }
    return Call.one(json);
  }

  private static void job(JsonBody json, AlertMessage message) throws IOException {
    JobName job = message.incident().job();
    String group = job.group();
    json.object("job");
    json.put("system", job.system());
    json.put("group", group == null ? null : text(message.redacted(group)));
    json.put("name", text(message.redacted(job.name())));
    json.endObject();
  }

  private static void incidents(JsonBody json, AlertMessage message) throws IOException {
    json.put("failures", message.failures());
    json.put("first_failure", Words.utc(message.firstMillis()));
    json.put("last_failure", Words.utc(message.lastMillis()));
    if (message.isRecovery()) {
      json.put("down_ms", message.downMillis());
    }
    json.array("incidents");
    for (Incident incident : message.incidents()) {
      json.object();
      json.put("key", IncidentKey.of(incident));
      json.put("fingerprint", incident.fingerprint().toString());
      json.put("kind", word(incident.kind()));
      json.put("stage", word(incident.stage()));
      json.put("failures", incident.count());
      json.put("runs_in_row", incident.runsInRow());
      json.endObject();
    }
    json.endArray();
  }

  private static void run(JsonBody json, AlertMessage message) throws IOException {
    json.object("run");
    json.put("id", message.runId());
    json.put("trace_id", message.traceId());
    json.put("trace_url", text(message.traceUrl()));
    AlertEvent event = message.event();
    if (event != null) {
      JobRun run = event.run();
      json.put("attempt", event.attempt());
      json.put("started", Words.utc(event.startMillis()));
      json.put("duration_ms", event.durationMillis());
      json.put("exit_code", redacted(message, event.result().exitCode()));
      json.put("status", redacted(message, event.result().status()));
      json.put("schedule", redacted(message, run.schedule()));
      if (run.nextMillis() != JobRun.NO_TIME) {
        json.put("next_run", Words.utc(run.nextMillis()));
      }
    }
    json.endObject();
  }

  private static void failure(JsonBody json, Failure failure) throws IOException {
    json.object("failure");
    json.put("type", text(failure.type()));
    json.put("summary", text(failure.summary()));
    json.put("root_cause", text(failure.rootCause()));
    json.put("frame", text(failure.frame()));
    json.array("stack");
    for (String line : failure.stack()) {
      json.item(Words.printable(line));
    }
    json.endArray().endObject();
  }

  /** {@code firing}, {@code resolved}, or {@code info} for what is about no incident. */
  static String status(AlertMessage message) {
    return message.isRecovery() ? "resolved" : Facts.isOfIncident(message) ? "firing" : "info";
  }

  private static @Nullable String redacted(AlertMessage message, @Nullable String text) {
    return text == null ? null : text(message.redacted(text));
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null ? null : Facts.line(text, MAX_TEXT);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
