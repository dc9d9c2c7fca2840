package io.batchmon.agent.channel;

import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Incident;
import io.batchmon.agent.alert.Severity;
import io.batchmon.agent.alert.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Opsgenie's alert API and what is compatible with it: an alert per incident by its alias, closed
 * when the job is well again. The address is {@code https://api.opsgenie.com/v2/alerts}.
 */
final class OpsgenieTemplate implements WebhookTemplate {
  // Opsgenie's limits: message 130, alias and entity 512, source 100, description 15,000,
  // details 8,000 in all, 20 tags of 50
  private static final int MAX_MESSAGE = 130;
  private static final int MAX_DESCRIPTION = 10_000;

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    List<Call> calls = new ArrayList<>();
    if (!Facts.isOfIncident(message)) {
      return calls;
    }
    if (!message.isRecovery()) {
      calls.add(new Call("", create(message)));
      return calls;
    }
    for (Incident incident : message.incidents()) {
      JsonBody json = new JsonBody();
      json.put("source", "batchmon").put("note", Facts.line(message.line(), 1000));
      calls.add(new Call(alias(incident) + "/close?identifierType=alias", json.bytes()));
    }
    return calls;
  }

  private static byte[] create(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.put("message", Facts.title(message, MAX_MESSAGE));
    json.put("alias", alias(message.incident()));
    String description = String.join("\n", Facts.failure(message)) + "\n" + Facts.stack(message);
    json.put("description", Words.cut(description, MAX_DESCRIPTION));
    json.put("source", "batchmon");
    json.put("priority", priority(message.severity()));
    json.array("tags").item("batchmon").endArray();
    json.object("details");
    for (Map.Entry<String, String> fact : Facts.of(message).entrySet()) {
      json.put(fact.getKey(), fact.getValue());
    }
    for (Map.Entry<String, String> link : Facts.links(message).entrySet()) {
      json.put(link.getKey(), link.getValue());
    }
    return json.endObject().bytes();
  }

  private static String alias(Incident incident) {
    return "batchmon-" + IncidentKey.of(incident);
  }

  private static String priority(Severity severity) {
    switch (severity) {
      case CRITICAL:
        return "P1";
      case ERROR:
        return "P3";
      case WARNING:
        return "P4";
      default:
        return "P5";
    }
  }
}
