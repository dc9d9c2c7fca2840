package io.batchmon.agent.cli;

import io.batchmon.agent.alert.AlertTrial;
import io.batchmon.agent.config.HostName;
import io.batchmon.agent.config.Redactor;
import io.batchmon.agent.config.ServiceName;
import io.batchmon.agent.config.Settings;
import io.batchmon.agent.config.SettingsReader;
import io.batchmon.agent.secret.Secret;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What an agent in this place would work with, and what it would warn of. */
final class Deployment {
  private static final int LEAST_SECRET = 6;

  private final Warnings warnings = new Warnings();
  private final Settings settings;
  private final Redactor redactor;
  private final String service;
  private final String environment;
  private final AlertTrial alerts;

  private Deployment(CommandLine line, Properties system, Map<String, String> variables) {
    settings = SettingsReader.readForCommand(line.settings(), system, variables, warnings.log());
    redactor = Redactor.of(settings);
    service = ServiceName.of(settings, system, variables);
    environment = settings.text("batchmon.environment", "development");
    alerts =
        AlertTrial.of(
            settings, redactor, service, environment, HostName.of(variables, new File("/")));
  }

  static Deployment of(CommandLine line, Properties system, Map<String, String> variables) {
    return new Deployment(line, system, variables);
  }

  Settings settings() {
    return settings;
  }

  String service() {
    return service;
  }

  String environment() {
    return environment;
  }

  AlertTrial alerts() {
    return alerts;
  }

  /** What was warned of since the last call, one line each. */
  List<String> takeWarnings() {
    return warnings.take();
  }

  /** The rows as they may be shown: whatever is a secret by its form or by its setting is gone. */
  List<Row> shown(List<Row> rows) {
    List<Row> shown = new ArrayList<>();
    for (Row row : rows) {
      shown.add(row.saying(redactor.apply(withoutSecrets(row.detail()))));
    }
    return shown;
  }

  private String withoutSecrets(String text) {
    String safe = text;
    for (Map.Entry<String, Settings.Value> setting : settings.all().entrySet()) {
      String value = setting.getValue().text().trim();
      if (Settings.isSecret(setting.getKey()) && !Secret.isReference(value)) {
        safe = without(safe, value);
        // why: of a list, each may be said alone
        for (String part : value.split("[,=]", -1)) {
          safe = without(safe, part.trim());
        }
      }
    }
    return safe;
  }

  private static String without(String text, String secret) {
    return secret.length() < LEAST_SECRET ? text : text.replace(secret, "***");
  }
}
