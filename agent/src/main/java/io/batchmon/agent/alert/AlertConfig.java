package io.batchmon.agent.alert;

import io.batchmon.agent.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What every alert of this JVM has in common. Immutable. */
final class AlertConfig {
  private static final String WEBHOOK = "batchmon.slack.webhook.url";
  private static final String TRACE = "batchmon.trace.url";

  private final String environment;
  private final String service;
  private final String host;
  private final @Nullable String serviceVersion;
  private final @Nullable String traceUrl;
  private final @Nullable String webhookUrl;
  private final String onlyLogged;
  private final AlertPolicy policy;
  private final UnaryOperator<String> redactor;

  private AlertConfig(
      Settings settings,
      UnaryOperator<String> redactor,
      String service,
      String environment,
      String host) {
    this.environment = environment;
    this.service = service;
    this.host = host;
    this.redactor = redactor;
    serviceVersion = serviceVersion(settings.text("otel.resource.attributes", ""));
    policy = AlertPolicy.of(settings);
    traceUrl = traceUrl(settings);
    String url = settings.text(WEBHOOK);
    String problem = url == null ? null : problemOf(url);
    if (url != null && problem != null) {
      settings.malformed(WEBHOOK, url, problem, "the log: alerts are written there");
    }
    boolean development = environment.equalsIgnoreCase("development");
    webhookUrl = development || problem != null ? null : url;
    onlyLogged =
        development
            ? "batchmon.environment is development"
            : WEBHOOK + (problem == null ? " is not set" : " is malformed");
  }

  static AlertConfig of(
      Settings settings,
      UnaryOperator<String> redactor,
      String service,
      String environment,
      String host) {
    return new AlertConfig(settings, redactor, service, environment, host);
  }

  /** What is wrong with a webhook URL, in words that do not contain it; null if nothing. */
  static @Nullable String problemOf(String url) {
    try {
      URI uri = new URI(url);
      if (!"https".equalsIgnoreCase(uri.getScheme()) && !"http".equalsIgnoreCase(uri.getScheme())) {
        return "does not begin with https://";
      }
      if (uri.getHost() == null) {
        return "has no host name";
      }
      return uri.getPath() == null || uri.getPath().length() < 2
          ? "has no path, such as /services/T.../B.../..."
          : null;
    } catch (URISyntaxException failure) {
      return "is no URL (" + failure.getReason() + " at character " + failure.getIndex() + ")";
    }
  }

  private static @Nullable String traceUrl(Settings settings) {
    String url = settings.text(TRACE);
    if (url == null) {
      return null;
    }
    boolean http = url.startsWith("https://") || url.startsWith("http://");
    if (http && url.contains("{traceId}")) {
      return url;
    }
    settings.malformed(
        TRACE, url, "is no http(s) URL that contains {traceId}", "no link to the trace");
    return null;
  }

  private static @Nullable String serviceVersion(String resourceAttributes) {
    for (String pair : resourceAttributes.split(",", -1)) {
      String trimmed = pair.trim();
      if (trimmed.startsWith("service.version=")) {
        String version = trimmed.substring("service.version=".length()).trim();
        return version.isEmpty() ? null : version;
      }
    }
    return null;
  }

  String environment() {
    return environment;
  }

  String service() {
    return service;
  }

  String host() {
    return host;
  }

  /** Of the application, or null. */
  @Nullable String serviceVersion() {
    return serviceVersion;
  }

  /** Of the trace with this id, or null where there is nothing to link to. */
  @Nullable String traceUrl(String traceId) {
    return traceUrl == null ? null : traceUrl.replace("{traceId}", traceId);
  }

  /** A secret; null if alerts are only logged. */
  @Nullable String webhookUrl() {
    return webhookUrl;
  }

  /** Why alerts are only logged, where they are. */
  String onlyLogged() {
    return onlyLogged;
  }

  AlertPolicy policy() {
    return policy;
  }

  UnaryOperator<String> redactor() {
    return redactor;
  }
}
