package io.batchmon.agent.channel;

import io.batchmon.agent.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The templates by their names in {@code batchmon.webhook.template}. */
final class WebhookTemplates {
  private static final String TEMPLATE = "batchmon.webhook.template";
  private static final String VALUES = "batchmon.webhook.values";
  private static final String FILE = "file:";

  private WebhookTemplates() {}

  /** One that cannot be used is one warning, and batchmon's own JSON is sent. */
  static @Nullable WebhookTemplate of(Settings settings) {
    String name = settings.text(TEMPLATE, "json");
    Map<String, String> values = settings.map(VALUES);
    if (name.startsWith(FILE)) {
      return ofFile(settings, name, values);
    }
    switch (name.toLowerCase(Locale.ROOT)) {
      case "json":
        return new AlertJson();
      case "discord":
        return new DiscordTemplate();
      case "telegram":
        return new TelegramTemplate(values.get("chat_id"));
      case "teams":
        return new TeamsTemplate();
      case "opsgenie":
        return new OpsgenieTemplate();
      case "jira":
        return jira(settings, values);
      default:
        settings.malformed(
            TEMPLATE,
            "is none of json, discord, telegram, jira, opsgenie, teams, file:<path>",
            "json");
        return new AlertJson();
    }
  }

  private static WebhookTemplate ofFile(
      Settings settings, String name, Map<String, String> values) {
    try {
      byte[] bytes = Files.readAllBytes(Paths.get(name.substring(FILE.length()).trim()));
      return new FileTemplate(new String(bytes, StandardCharsets.UTF_8), values);
    } catch (IOException | RuntimeException failure) {
      settings.malformed(TEMPLATE, "cannot be used: " + failure.getMessage(), "json");
      return new AlertJson();
    }
  }

  private static @Nullable WebhookTemplate jira(Settings settings, Map<String, String> values) {
    String project = values.get("project");
    if (project == null) {
      settings.malformed(
          TEMPLATE,
          "needs " + VALUES + "=project=<key>, and issuetype=<name> unless it is Task",
          "the other channels, or the log");
      return null;
    }
    String type = values.get("issuetype");
    return new JiraTemplate(project, type == null ? "Task" : type, new SentMessages());
  }
}
