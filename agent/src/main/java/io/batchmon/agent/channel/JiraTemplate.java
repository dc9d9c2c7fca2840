package io.batchmon.agent.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.batchmon.agent.alert.AlertMessage;
import io.batchmon.agent.alert.Incident;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Jira Cloud: an issue per incident, and a comment for what follows. The address is {@code
 * https://<site>.atlassian.net/rest/api/3/issue}.
 */
final class JiraTemplate implements WebhookTemplate {
  private static final Pattern ISSUE = Pattern.compile("[A-Z][A-Z0-9_]{1,20}-[0-9]{1,12}");
  private static final int MAX_SUMMARY = 255;
  private static final JsonFactory JSON = new JsonFactory();

  private final String project;
  private final String issueType;
  private final SentMessages issues;

  /**
   * @param issues known by the incident they are about
   */
  JiraTemplate(String project, String issueType, SentMessages issues) {
    this.project = project;
    this.issueType = issueType;
    this.issues = issues;
  }

  @Override
  public List<Call> calls(AlertMessage message) throws IOException {
    List<Call> calls = new ArrayList<>();
    if (!Facts.isOfIncident(message)) {
      return calls;
    }
    for (Incident incident : message.incidents()) {
      String issue = issues.get(IncidentKey.of(incident));
      if (issue != null) {
        calls.add(new Call(issue + "/comment", comment(message)));
      }
    }
    if (calls.isEmpty() && !message.isRecovery()) {
      calls.add(new Call("", issue(message)));
    }
    return calls;
  }

  // why: called after each comment: what has its own is not commented again if a later one fails
  @Override
  public void answered(AlertMessage message, Answer answer) {
    for (Incident incident : message.incidents()) {
      String key = IncidentKey.of(incident);
      String known = issues.get(key);
      if (message.isRecovery() && known != null) {
        issues.remove(key);
        return;
      }
      String created = known == null && !message.isRecovery() ? key(answer.text()) : "";
      if (ISSUE.matcher(created).matches()) {
        issues.put(key, created);
      }
    }
  }

  @Override
  public SentMessages sent() {
    return issues;
  }

  private byte[] issue(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.object("fields");
    json.object("project").put("key", project).endObject();
    json.object("issuetype").put("name", issueType).endObject();
    json.put("summary", Facts.title(message, MAX_SUMMARY));
    json.array("labels").item("batchmon").endArray();
    json.object("description");
    document(json, message);
    return json.endObject().endObject().bytes();
  }

  private static byte[] comment(AlertMessage message) throws IOException {
    JsonBody json = new JsonBody();
    json.object("body");
    document(json, message);
    return json.endObject().bytes();
  }

  /** In the Atlassian Document Format, where text is literal and never empty. */
  private static void document(JsonBody json, AlertMessage message) throws IOException {
    json.put("type", "doc").put("version", 1).array("content");
    paragraph(json, Facts.title(message, 300));
    for (String line : Facts.failure(message)) {
      if (!line.isEmpty()) {
        paragraph(json, line);
      }
    }
    String stack = Facts.stack(message);
    if (!stack.trim().isEmpty()) {
      json.object().put("type", "codeBlock").array("content");
      json.object().put("type", "text").put("text", stack).endObject();
      json.endArray().endObject();
    }
    for (Map.Entry<String, String> fact : Facts.of(message).entrySet()) {
      paragraph(json, fact.getKey() + ": " + fact.getValue());
    }
    for (Map.Entry<String, String> link : Facts.links(message).entrySet()) {
      json.object().put("type", "paragraph").array("content");
      json.object().put("type", "text").put("text", link.getKey()).array("marks");
      json.object().put("type", "link").object("attrs").put("href", link.getValue());
      json.endObject().endObject().endArray().endObject().endArray().endObject();
    }
    json.endArray();
  }

  private static void paragraph(JsonBody json, String text) throws IOException {
    json.object().put("type", "paragraph").array("content");
    json.object().put("type", "text").put("text", text).endObject();
    json.endArray().endObject();
  }

  private static String key(String answer) {
    try (JsonParser json = JSON.createParser(answer)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals("key");
        json.nextToken();
        if (found) {
          return String.valueOf(json.getText());
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException malformed) {
      // why: then the next message makes another issue, which is better than none
      return "";
    }
  }
}
